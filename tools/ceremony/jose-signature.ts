/** r || s (RFC 7518 section 3.4) from ECDSA-Sig-Value of a P-256 key. @throws Error for anything else */
export function joseSignature(der: Uint8Array): Buffer {
  const r = integerAt(der, 2);
  const s = integerAt(der, r.end);
  if (der[0] !== 0x30 || der[1] !== der.length - 2 || s.end !== der.length) throw new Error('expected the signature of a P-256 key');
  return Buffer.concat([r.value, s.value]);
}

function integerAt(der: Uint8Array, at: number): { readonly value: Buffer; readonly end: number } {
  const end = at + 2 + (der[at + 1] ?? 0);
  const magnitude = Buffer.from(der.subarray(at + 2, end));
  const bare = magnitude[0] === 0 ? magnitude.subarray(1) : magnitude;
  if (der[at] !== 2 || bare.length > 32 || magnitude.length === 0) throw new Error('expected the signature of a P-256 key');
  return { value: Buffer.concat([Buffer.alloc(32 - bare.length), bare]), end };
}
