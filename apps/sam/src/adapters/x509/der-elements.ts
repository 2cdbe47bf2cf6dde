/** One element of DER: its tag, all its bytes, and what is inside. */
export interface DerElement {
  readonly tag: number;
  readonly whole: Uint8Array;
  readonly content: Uint8Array;
}

/**
 * The elements that follow each other in these bytes, each exactly as it is encoded: what is compared or hashed must not
 * pass through a decoder and an encoder first. Throws on what is not DER (X.690 section 10.1); tags of one byte only.
 */
export function derElements(bytes: Uint8Array): DerElement[] {
  const elements: DerElement[] = [];
  for (let start = 0; start < bytes.length;) {
    const { offset, length } = header(bytes, start);
    const end = offset + length;
    if (end > bytes.length) throw new Error('an element ends after its container');
    elements.push({ tag: bytes[start] ?? 0, whole: bytes.subarray(start, end), content: bytes.subarray(offset, end) });
    start = end;
  }
  return elements;
}

function header(bytes: Uint8Array, start: number): { readonly offset: number; readonly length: number } {
  const first = bytes[start + 1];
  if (first === undefined || ((bytes[start] ?? 0) & 0x1f) === 0x1f) throw new Error('no element begins here');
  if (first < 0x80) return { offset: start + 2, length: first };
  const count = first & 0x7f;
  const digits = bytes.subarray(start + 2, start + 2 + count);
  const length = digits.reduce((sum, digit) => sum * 256 + digit, 0);
  if (count === 0 || count > 4 || digits.length < count || digits[0] === 0 || length < 0x80) throw new Error('a length that DER does not know');
  return { offset: start + 2 + count, length };
}

/** One element around these contents, its length in DER's shortest form (X.690 section 10.1). */
export function derElement(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const length = contents.reduce((sum, { length: bytes }) => sum + bytes, 0);
  return Buffer.concat([Uint8Array.of(tag, ...lengthBytes(length)), ...contents]);
}

/** What was signed with its algorithm and signature: a certificate, a request, a revocation list. */
export function signedStructure(toBeSigned: Uint8Array, algorithm: Uint8Array, signature: Uint8Array): Uint8Array {
  return derElement(SEQUENCE, toBeSigned, algorithm, derElement(BIT_STRING, NO_UNUSED_BITS, signature));
}

const [BIT_STRING, SEQUENCE] = [0x03, 0x30] as const;
const NO_UNUSED_BITS = Uint8Array.of(0);

function lengthBytes(length: number): readonly number[] {
  if (length < 0x80) return [length];
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 0x100)) bytes.unshift(rest & 0xff);
  return [0x80 | bytes.length, ...bytes];
}
