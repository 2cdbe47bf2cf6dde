import { createHash } from 'node:crypto';
import { pkcs11js, type Handle, type Template } from './binding.js';
import { flagsOf } from './attributes.js';
import type { Cryptoki } from './cryptoki.js';
import { findKeks } from './key-encryption-keys.js';
import type { TokenFamily } from './token-family.js';
import { findMacKeys, MAC_BYTES } from './token-mac.js';

/** What tells a token's keys from any others and says nothing about them: equal on two tokens exactly if the keys are. */
export interface KeyChecks {
  /** By generation, lowest first. */
  readonly keks: ReadonlyMap<number, string>;
  /** None before the ceremony. */
  readonly mac: string | undefined;
}

const TEXT = 'paraph/key-check/v1';
const digest = (...parts: readonly (string | Uint8Array)[]): Buffer => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();

/** An AES key that everybody may know. */
const knownKey: Template = [
  { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_SECRET_KEY },
  { type: pkcs11js.CKA_KEY_TYPE, value: pkcs11js.CKK_AES },
  ...flagsOf({ TOKEN: false, SENSITIVE: false, EXTRACTABLE: true, ENCRYPT: false, DECRYPT: false }),
  { type: pkcs11js.CKA_VALUE, value: digest(TEXT) },
];

/**
 * The check of a key-encryption key: the digest of what it makes of a key that everybody knows. RFC 5649 has no
 * randomness, so it is the same on every token of the family. Tokens' own check values (CKA_CHECK_VALUE) have 24 bits,
 * and a key that was carried has none.
 */
export function kekCheck(cryptoki: Cryptoki, session: Handle, { family, kek }: { family: TokenFamily; kek: Handle }): string {
  const known = cryptoki.call((token) => token.C_CreateObject(session, knownKey));
  try {
    const blob = cryptoki.call((token) => token.C_WrapKey(session, { mechanism: family.keyWrap }, kek, known, Buffer.alloc(64)));
    return digest(blob).toString('hex');
  } finally {
    cryptoki.call((token) => token.C_DestroyObject(session, known));
  }
}

/** The check of a MAC key: the digest of its MAC over a fixed text, which is no input that the SAM makes. */
export function macCheck(cryptoki: Cryptoki, session: Handle, key: Handle): string {
  const mac = cryptoki.call((token) => {
    token.C_SignInit(session, { mechanism: pkcs11js.CKM_SHA256_HMAC }, key);
    return token.C_Sign(session, Buffer.from(TEXT), Buffer.alloc(MAC_BYTES));
  });
  return digest(mac).toString('hex');
}

/** The checks of all that a token holds. */
export function readKeyChecks(cryptoki: Cryptoki, session: Handle, family: TokenFamily): KeyChecks {
  const keks = findKeks(cryptoki, session).toSorted((one, other) => one.generation - other.generation);
  const [macKey] = findMacKeys(cryptoki, session);
  return {
    keks: new Map(keks.map(({ generation, handle }) => [generation, kekCheck(cryptoki, session, { family, kek: handle })])),
    mac: macKey && macCheck(cryptoki, session, macKey),
  };
}

/** As people read it: the first 64 bits. */
export function shortCheck(check: string): string {
  return check.slice(0, 16);
}

/** One value over all keys of a token, for people to compare across two rooms: 128 bits in groups of four. */
export function keysFingerprint({ keks, mac }: KeyChecks): string {
  const lines = [...keys(keks), `mac ${mac ?? 'none'}`];
  return grouped(digest('paraph/carried-keys/v1\n', lines.join('\n')));
}

/** The first 128 bits, for people to type. Nobody finds a second input for one that stands. */
export function grouped(value: Buffer): string {
  return value.subarray(0, 16).toString('hex').match(/.{4}/g)?.join('-') ?? '';
}

function keys(keks: KeyChecks['keks']): string[] {
  return [...keks].toSorted(([one], [other]) => one - other).map(([generation, check]) => `kek ${generation} ${check}`);
}
