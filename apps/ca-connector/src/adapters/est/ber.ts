/** An element as it came: nothing is encoded anew, since what is signed has one encoding only. */
export interface BerElement {
  readonly tag: number;
  readonly content: Uint8Array;
  /** Tag and length included. */
  readonly whole: Uint8Array;
}

/** Deeper nesting than the wrapping around a list of certificates has. */
const DEEPEST = 16;

/**
 * The elements that stand one after the other in these bytes. CMS may come in BER, with lengths left open until an end mark (RFC 5652 section 1,
 * X.690 section 8.1.3.6); some servers send it so.
 *
 * @throws for what is no BER
 */
export function berElements(bytes: Uint8Array, depth = 0): readonly BerElement[] {
  const found: BerElement[] = [];
  for (let at = 0; at < bytes.length;) {
    const one = elementAt(bytes.subarray(at), depth);
    found.push(one);
    at += one.whole.length;
  }
  return found;
}

function elementAt(bytes: Uint8Array, depth: number): BerElement {
  const [tag, first] = bytes;
  if (depth > DEEPEST) throw new Error('nested too deep');
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f || first > 0x84) throw new Error('no BER');
  if (first === 0x80) return openEnded(bytes, tag, depth);
  const lengthBytes = first < 0x80 ? 0 : first - 0x80;
  const length = lengthBytes === 0 ? first : bytes.subarray(2, 2 + lengthBytes).reduce((sum, byte) => sum * 256 + byte, 0);
  const start = 2 + lengthBytes;
  if (bytes.length < start + length) throw new Error('an element ends after its bytes');
  return { tag, content: bytes.subarray(start, start + length), whole: bytes.subarray(0, start + length) };
}

function openEnded(bytes: Uint8Array, tag: number, depth: number): BerElement {
  let at = 2;
  while (bytes[at] !== 0 || bytes[at + 1] !== 0) at += elementAt(bytes.subarray(at), depth + 1).whole.length;
  return { tag, content: bytes.subarray(2, at), whole: bytes.subarray(0, at + 2) };
}
