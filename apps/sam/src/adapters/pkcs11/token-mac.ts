import { ServiceError } from '@paraph/contracts';
import { pkcs11js, type Handle } from './binding.js';
import type { MacPurpose } from '../../domain/ports/token.js';
import { checked, differencesFrom, mechanismDefects, type KeyShape, type ObjectAt } from './attributes.js';
import type { Cryptoki } from './cryptoki.js';
import type { AnyTokenFamily } from './token-family.js';

/** The key that MACs what the SAM stores outside the token. One key: the purpose is part of what is MACed. */
export const MAC_KEY_LABEL = 'paraph-mac-1';

/** HMAC-SHA-256 (FIPS 198-1) output. */
export const MAC_BYTES = 32;

/** Extractable to a sibling token, and only there: under a trusted key. One that is not could never be carried. */
export const macKeyShape: KeyShape = {
  TOKEN: true,
  PRIVATE: true,
  SENSITIVE: true,
  EXTRACTABLE: true,
  WRAP_WITH_TRUSTED: true,
  SIGN: true,
  VERIFY: false,
  ENCRYPT: false,
  DECRYPT: false,
  WRAP: false,
  UNWRAP: false,
  DERIVE: false,
};

/** What of a family decides how its MAC key is held to its shape. */
export type HoldsSecrets = Pick<AnyTokenFamily, 'storedSecrets'>;
/** A token that treats no attribute in its own way. */
export const asWritten: HoldsSecrets = { storedSecrets: { omitted: [], unread: [] } };

/** What is wrong with a MAC key, by attribute; empty when nothing is. */
export function macKeyDefects(cryptoki: Cryptoki, at: ObjectAt, { storedSecrets: quirks }: HoldsSecrets = asWritten): string[] {
  const mechanisms = mechanismDefects(cryptoki, at, { quirks, mechanisms: [pkcs11js.CKM_SHA256_HMAC] });
  return [...differencesFrom(checked(macKeyShape, quirks), cryptoki, at), ...mechanisms];
}

/** What is MACed. No purpose contains a zero byte, so no other pair of purpose and bytes makes the same input. */
export function macInput(purpose: MacPurpose, bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`paraph/mac/v1\0${purpose}\0`), bytes]);
}

/** MACs in the token. */
export class TokenMac {
  readonly #cryptoki: Cryptoki;
  readonly #key: Handle;

  /** @throws `hsm.refused` when the token has no MAC key in its shape */
  constructor(cryptoki: Cryptoki, session: Handle, family: HoldsSecrets = asWritten) {
    this.#cryptoki = cryptoki;
    const [key, ...others] = findMacKeys(cryptoki, session);
    if (key === undefined || others.length > 0) throw new ServiceError('hsm.refused', 'the token has no single MAC key: run the ceremony');
    const defects = macKeyDefects(cryptoki, { session, object: key }, family);
    if (defects.length > 0) throw new ServiceError('hsm.refused', `the MAC key is not in its shape: ${defects.join(', ')}`);
    this.#key = key;
  }

  /** The key, for whoever asks the token in another thread. */
  get key(): Handle {
    return this.#key;
  }

  /** @throws CkrError */
  async of(session: Handle, purpose: MacPurpose, bytes: Uint8Array): Promise<Uint8Array> {
    const input = macInput(purpose, bytes);
    const output = Buffer.alloc(MAC_BYTES);
    this.#cryptoki.call((token) => token.C_SignInit(session, { mechanism: pkcs11js.CKM_SHA256_HMAC }, this.#key));
    const mac = await this.#cryptoki.callAsync([input, output], (token) => token.C_SignAsync(session, input, output));
    if (mac.length !== MAC_BYTES) throw new Error('the token answered a MAC of another length');
    return new Uint8Array(mac);
  }
}

/** MAC keys in the token; there should be one. */
export function findMacKeys(cryptoki: Cryptoki, session: Handle): Handle[] {
  return cryptoki.find(session, [
    { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_SECRET_KEY },
    { type: pkcs11js.CKA_LABEL, value: MAC_KEY_LABEL },
    { type: pkcs11js.CKA_TOKEN, value: true },
  ]);
}
