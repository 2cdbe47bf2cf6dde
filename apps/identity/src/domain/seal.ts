import { type Clock, type Secret } from '@paraph/kernel';
import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, randomBytes, type KeyObject } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Closes small values so that whoever carries or stores them can neither read, change nor use them elsewhere: AES-256-GCM,
 * with the purpose authenticated and an end. The newest key closes, every key opens.
 */
export class Seal {
  readonly #keys: readonly [KeyObject, ...KeyObject[]];
  readonly #clock: Clock;

  constructor(secrets: readonly Secret[], clock: Clock) {
    const [newest, ...older] = secrets;
    if (newest === undefined) throw new Error('a seal needs a key');
    this.#keys = [keyOf(newest), ...older.map(keyOf)];
    this.#clock = clock;
  }

  /** @param purpose what the value is for; it opens for no other */
  close(purpose: string, value: string, lifetimeSeconds: number): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#keys[0], nonce).setAAD(Buffer.from(purpose));
    const end = Math.floor(this.#clock.now().getTime() / 1000) + lifetimeSeconds;
    const text = Buffer.concat([cipher.update(`${end}.${value}`, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, text, cipher.getAuthTag()]).toString('base64url');
  }

  /** The value, or `undefined` if it was not closed here, for this purpose, or is over. */
  open(purpose: string, sealed: string): string | undefined {
    const bytes = Buffer.from(sealed, 'base64url');
    for (const key of this.#keys) {
      const text = decrypt(key, purpose, bytes);
      if (text === undefined) continue;
      const dot = text.indexOf('.');
      return Number(text.slice(0, dot)) * 1000 > this.#clock.now().getTime() ? text.slice(dot + 1) : undefined;
    }
    return undefined;
  }
}

function keyOf(secret: Secret): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', secret.reveal(), '', 'paraph/identity/seal/v1', 32)));
}

function decrypt(key: KeyObject, purpose: string, bytes: Buffer): string | undefined {
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES)).setAAD(Buffer.from(purpose));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}
