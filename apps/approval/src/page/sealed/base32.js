const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * Base32 (RFC 4648 section 6) of whole groups of five bytes, so that there is no padding.
 * @param {Uint8Array} bytes
 */
export function toBase32(bytes) {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{5}/g) ?? []).map((five) => ALPHABET[Number.parseInt(five, 2)]).join('');
}

/**
 * The bytes of such a text.
 * @param {string} text made by `toBase32`
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function fromBase32(text) {
  const bits = Array.from(text, (letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (eight) => Number.parseInt(eight, 2));
}
