const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The 20 bytes of a secret in Base32 without padding (RFC 4648 section 6; RFC 4226 section 4), or `undefined`. */
export function base32Secret(text: string): Uint8Array | undefined {
  if (!/^[A-Z2-7]{32}$/.test(text)) return undefined;
  const bits = [...text].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (octet) => Number.parseInt(octet, 2));
}
