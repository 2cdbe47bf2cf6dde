import { type Secret } from '@paraph/kernel';
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** Signs the authorisation server's cookies: HMAC-SHA-256. The newest key signs, every key verifies. */
export class CookieSignature {
  readonly #keys: readonly Buffer[];

  constructor(secrets: readonly Secret[]) {
    if (secrets.length === 0) throw new Error('cookies need a key');
    this.#keys = secrets.map((secret) => Buffer.from(hkdfSync('sha256', secret.reveal(), '', 'paraph/identity/cookie/v1', 32)));
  }

  sign(data: string): string {
    return mac(this.#keys[0] ?? Buffer.alloc(0), data).toString('base64url');
  }

  verify(data: string, signature: string): boolean {
    return this.index(data, signature) >= 0;
  }

  /** Place of the key that signed; above 0 the cookie is due for a new signature, -1 is none. */
  index(data: string, signature: string): number {
    const offered = Buffer.from(signature, 'base64url');
    return this.#keys.findIndex((key) => {
      const expected = mac(key, data);
      return offered.length === expected.length && timingSafeEqual(offered, expected);
    });
  }
}

function mac(key: Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}
