/**
 * An ECDSA signature as JOSE writes it, r and s of fixed length (RFC 7518 section 3.4), from the DER ECDSA-Sig-Value
 * that the token answers (RFC 3279 section 2.2.3).
 *
 * @param size bytes of the curve's order, 32 for P-256
 */
export function joseSignature(der: Uint8Array, size: number): Uint8Array {
  const [tag, length, ...rest] = der;
  if (tag !== 0x30 || length !== rest.length) throw new Error('expected an ECDSA-Sig-Value');
  const r = readInteger(der, 2);
  const s = readInteger(der, r.end);
  if (s.end !== der.length) throw new Error('expected nothing behind the two integers');
  const joined = new Uint8Array(2 * size);
  place(joined, r.value, size);
  place(joined, s.value, 2 * size);
  return joined;
}

function readInteger(der: Uint8Array, at: number): { readonly value: Uint8Array; readonly end: number } {
  const length = der[at + 1];
  if (der[at] !== 0x02 || length === undefined || length === 0) throw new Error('expected an INTEGER');
  const end = at + 2 + length;
  const value = der.subarray(at + 2, end);
  // A leading zero only keeps the number positive.
  return { value: value[0] === 0 ? value.subarray(1) : value, end };
}

function place(target: Uint8Array, value: Uint8Array, end: number): void {
  if (value.length > target.length / 2) throw new Error('the integer is too long for its curve');
  target.set(value, end - value.length);
}
