const STANDARD = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const URL_SAFE = /^[A-Za-z0-9_-]*$/;

/** Standard Base64 with padding (RFC 4648 section 4). */
export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/** base64url without padding (RFC 4648 section 5). */
export function toBase64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}

/** Lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** Bytes of strict standard Base64, or `undefined` if the text is anything else. */
export function fromBase64(text: string): Uint8Array | undefined {
  return STANDARD.test(text) ? new Uint8Array(Buffer.from(text, 'base64')) : undefined;
}

/**
 * Bytes of base64url without padding, or `undefined` if the text is anything else. One text for the same bytes: spare bits at
 * the end must be zero (RFC 4648 section 3.5), or a signed text could be changed and still verify.
 */
export function fromBase64Url(text: string): Uint8Array | undefined {
  if (!URL_SAFE.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? new Uint8Array(bytes) : undefined;
}

/**
 * Bytes of either Base64 alphabet, with or without padding; a space counts as the `+` that form decoding took.
 * Real clients mix alphabets between the authorisation request and the JSON calls, so what is compared is bytes.
 */
export function fromBase64Lenient(text: string): Uint8Array | undefined {
  const plain = text.replace(/ /g, '+').replace(/-/g, '+').replace(/_/g, '/').replace(/=+$/, '');
  if (plain.length % 4 === 1) return undefined;
  return fromBase64(plain.padEnd(Math.ceil(plain.length / 4) * 4, '='));
}
