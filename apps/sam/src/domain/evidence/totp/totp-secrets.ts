import { ServiceError } from '@paraph/contracts';
import { fromBase64Url, toBase64Url } from '@paraph/kernel';
import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Token } from '../../ports/token.js';
import { macInput } from '../../records/mac-input.js';

/** Bytes of nonce and tag of AES-GCM (NIST SP 800-38D). */
const [NONCE, TAG] = [12, 16];

/** Seals the secrets of TOTP generators: each under a key of its own, that only the token can make. */
export class TotpSecrets {
  constructor(private readonly token: Token) {}

  /** @throws `hsm.unavailable` */
  async seal(meansId: string, secret: Uint8Array): Promise<string> {
    const nonce = await this.token.random(NONCE);
    const key = await this.key(meansId);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    key.fill(0);
    const sealed = Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
    return toBase64Url(sealed);
  }

  /** The secret's bytes, to be wiped after use. @throws `record.tampered`, `hsm.unavailable` */
  async open(meansId: string, sealedSecret: string): Promise<Uint8Array> {
    const sealed = fromBase64Url(sealedSecret);
    if (!sealed || sealed.length <= NONCE + TAG) throw damaged();
    const key = await this.key(meansId);
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE), { authTagLength: TAG });
    key.fill(0);
    decipher.setAuthTag(sealed.subarray(-TAG));
    const secret = decipher.update(sealed.subarray(NONCE, -TAG));
    try {
      decipher.final();
      return secret;
    } catch (cause) {
      secret.fill(0);
      throw damaged(cause);
    }
  }

  private key(meansId: string): Promise<Uint8Array> {
    return this.token.mac('totp', macInput('secret-key', meansId));
  }
}

// The binding record's MAC covers the sealed secret: this is a restored token, or a bug.
function damaged(cause?: unknown): ServiceError {
  return new ServiceError('record.tampered', 'a TOTP secret does not open', { cause });
}
