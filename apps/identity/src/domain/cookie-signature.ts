import { type Secret } from '@paraph/kernel';
import { createHmac, createSecretKey, hkdfSync, timingSafeEqual, type KeyObject } from 'node:crypto';

/** Signs the authorisation server's cookies: HMAC-SHA-256. The newest key signs, every key verifies. */
export class CookieSignature {
  readonly #keys: readonly [KeyObject, ...KeyObject[]];

  constructor(secrets: readonly Secret[]) {
    const [newest, ...older] = secrets;
    if (newest === undefined) throw new Error('cookies need a key');
    this.#keys = [keyOf(newest), ...older.map(keyOf)];
  }

  sign(data: string): string {
    return mac(this.#keys[0], data).toString('base64url');
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

function keyOf(secret: Secret): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', secret.reveal(), '', 'paraph/identity/cookie/v1', 32)));
}

function mac(key: KeyObject, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}
