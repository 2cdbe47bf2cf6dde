import { TAG } from '@paraph/kernel';

/** One element around these contents, its length in DER's shortest form (X.690 section 10.1). */
export function derElement(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const length = contents.reduce((sum, { length: bytes }) => sum + bytes, 0);
  return Buffer.concat([Uint8Array.of(tag, ...lengthBytes(length)), ...contents]);
}

/** What was signed with its algorithm and signature: a certificate, a request, a revocation list. */
export function signedStructure(toBeSigned: Uint8Array, algorithm: Uint8Array, signature: Uint8Array): Uint8Array {
  return derElement(TAG.sequence, toBeSigned, algorithm, derElement(TAG.bitString, NO_UNUSED_BITS, signature));
}

const NO_UNUSED_BITS = Uint8Array.of(0);

function lengthBytes(length: number): readonly number[] {
  if (length < 0x80) return [length];
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 0x100)) bytes.unshift(rest & 0xff);
  return [0x80 | bytes.length, ...bytes];
}
