// As much of DER (X.690) as it takes to find the signer of a CMS message and to read a certificate.

/** The element at a place: its tag, where its content begins and ends. @throws RangeError for what is no DER */
export function element(bytes, at) {
  const [tag, first] = [bytes[at], bytes[at + 1]];
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) throw new RangeError('no DER');
  if (first < 0x80) return checked(bytes, { tag, at, from: at + 2, to: at + 2 + first });
  const count = first & 0x7f;
  if (count === 0 || count > 4) throw new RangeError('no DER');
  let length = 0;
  for (let place = 0; place < count; place += 1) length = length * 256 + (bytes[at + 2 + place] ?? Number.NaN);
  return checked(bytes, { tag, at, from: at + 2 + count, to: at + 2 + count + length });
}

function checked(bytes, found) {
  if (!(found.to <= bytes.length)) throw new RangeError('no DER');
  return found;
}

/** What an element is made of. @throws RangeError where that is not whole elements one after the other */
export function children(bytes, { from, to }) {
  const found = [];
  for (let at = from; at < to;) {
    const one = element(bytes, at);
    if (one.to > to) throw new RangeError('no DER');
    found.push(one);
    at = one.to;
  }
  return found;
}

/** The bytes of an element without its tag and length. */
export const contentOf = (bytes, { from, to }) => bytes.subarray(from, to);
/** The bytes of an element with them. */
export const wholeOf = (bytes, { at, to }) => bytes.subarray(at, to);
