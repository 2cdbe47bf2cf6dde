import { ServiceError } from '@paraph/contracts';
import { pkcs11js, type Handle } from './binding.js';
import type { MacPurpose } from '../../domain/ports/token.js';
import { differencesFrom, mechanismList, readAttribute, type KeyShape, type ObjectAt } from './attributes.js';
import type { Cryptoki } from './cryptoki.js';

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

/** What is wrong with a MAC key, by attribute; empty when nothing is. */
export function macKeyDefects(cryptoki: Cryptoki, at: ObjectAt): string[] {
  const allowed = readAttribute(cryptoki, at, pkcs11js.CKA_ALLOWED_MECHANISMS);
  const mechanisms = allowed.equals(mechanismList(pkcs11js.CKM_SHA256_HMAC)) ? [] : ['CKA_ALLOWED_MECHANISMS'];
  return [...differencesFrom(macKeyShape, cryptoki, at), ...mechanisms];
}

/** MACs in the token. */
export class TokenMac {
  readonly #cryptoki: Cryptoki;
  readonly #key: Handle;

  /** @throws `hsm.refused` when the token has no MAC key in its shape */
  constructor(cryptoki: Cryptoki, session: Handle) {
    this.#cryptoki = cryptoki;
    const [key, ...others] = findMacKeys(cryptoki, session);
    if (key === undefined || others.length > 0) throw new ServiceError('hsm.refused', 'the token has no single MAC key: run the ceremony');
    const defects = macKeyDefects(cryptoki, { session, object: key });
    if (defects.length > 0) throw new ServiceError('hsm.refused', `the MAC key is not in its shape: ${defects.join(', ')}`);
    this.#key = key;
  }

  /** @throws CkrError */
  async of(session: Handle, purpose: MacPurpose, bytes: Uint8Array): Promise<Uint8Array> {
    // No purpose contains a zero byte, so no other pair of purpose and bytes makes the same input.
    const input = Buffer.concat([Buffer.from(`paraph/mac/v1\0${purpose}\0`), bytes]);
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
