import { ServiceError } from '@paraph/contracts';
import { pkcs11js, type Handle, type Template } from '../binding.js';
import { flagsOf, mechanismList } from '../attributes.js';
import type { Cryptoki } from '../cryptoki.js';
import { KEK_LABEL, kekDefects, originalKekShape } from '../key-encryption-keys.js';
import type { TokenFamily } from '../token-family.js';
import { findMacKeys, MAC_KEY_LABEL, macKeyDefects, macKeyShape } from '../token-mac.js';

const FIRST_KEK = `${KEK_LABEL}1`;
/** The officer's original, public and so usable without any login: it lives only until it is copied. */
export const UNFINISHED_KEK = `${FIRST_KEK}-unfinished`;

const AES_256_BYTES = 32;
const HMAC_KEY_BYTES = 32;

/** Whether the token has its key-encryption key. Removes what a ceremony that was cut short left behind. */
export function hasKek(cryptoki: Cryptoki, session: Handle, family: TokenFamily): boolean {
  for (const object of keysLabelled(cryptoki, session, UNFINISHED_KEK)) cryptoki.call((token) => token.C_DestroyObject(session, object));
  const [kek] = keysLabelled(cryptoki, session, FIRST_KEK);
  if (kek === undefined) return false;
  mustBeRight(`${FIRST_KEK} exists and cannot be changed`, kekDefects(cryptoki, { session, object: kek }, family));
  return true;
}

/** The officer's part where the C program cannot help: everything but CKA_UNWRAP_TEMPLATE. */
export function makeKekWithoutTemplate(cryptoki: Cryptoki, session: Handle, family: TokenFamily): void {
  const template: Template = [
    { type: pkcs11js.CKA_LABEL, value: UNFINISHED_KEK },
    { type: pkcs11js.CKA_VALUE_LEN, value: AES_256_BYTES },
    ...flagsOf(originalKekShape),
    { type: pkcs11js.CKA_ALLOWED_MECHANISMS, value: mechanismList(family.keyWrap) },
  ];
  cryptoki.call((token) => token.C_GenerateKey(session, { mechanism: pkcs11js.CKM_AES_KEY_GEN }, template));
}

/** The user's part: a private copy that nobody can modify, then the end of the public original. */
export function finishKek(cryptoki: Cryptoki, session: Handle, family: TokenFamily): void {
  const [original] = keysLabelled(cryptoki, session, UNFINISHED_KEK);
  if (original === undefined) throw new ServiceError('hsm.refused', 'the officer’s part made no key-encryption key');
  const copy = cryptoki.call((token) =>
    // SoftHSM applies the template in order: after CKA_MODIFIABLE nothing else can be set.
    token.C_CopyObject(session, original, [{ type: pkcs11js.CKA_LABEL, value: FIRST_KEK }, ...flagsOf({ PRIVATE: true, MODIFIABLE: false })]),
  );
  cryptoki.call((token) => token.C_DestroyObject(session, original));
  mustBeRight(FIRST_KEK, kekDefects(cryptoki, { session, object: copy }, family));
}

/** Makes the MAC key if there is none. Answers whether it did. */
export function makeMacKey(cryptoki: Cryptoki, session: Handle): boolean {
  const [existing] = findMacKeys(cryptoki, session);
  const key = existing ?? generateMacKey(cryptoki, session);
  mustBeRight(MAC_KEY_LABEL, macKeyDefects(cryptoki, { session, object: key }));
  return existing === undefined;
}

function generateMacKey(cryptoki: Cryptoki, session: Handle): Handle {
  const template: Template = [
    { type: pkcs11js.CKA_LABEL, value: MAC_KEY_LABEL },
    { type: pkcs11js.CKA_VALUE_LEN, value: HMAC_KEY_BYTES },
    ...flagsOf(macKeyShape),
    { type: pkcs11js.CKA_ALLOWED_MECHANISMS, value: mechanismList(pkcs11js.CKM_SHA256_HMAC) },
  ];
  return cryptoki.call((token) => token.C_GenerateKey(session, { mechanism: pkcs11js.CKM_GENERIC_SECRET_KEY_GEN }, template));
}

function keysLabelled(cryptoki: Cryptoki, session: Handle, label: string): Handle[] {
  return cryptoki.find(session, [
    { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_SECRET_KEY },
    { type: pkcs11js.CKA_LABEL, value: label },
  ]);
}

function mustBeRight(what: string, defects: readonly string[]): void {
  if (defects.length > 0) throw new ServiceError('hsm.refused', `${what}: wrong ${defects.join(', ')}`);
}
