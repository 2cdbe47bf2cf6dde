import { ServiceError } from '@paraph/contracts';
import { pkcs11js, type Handle, type Template } from '../binding.js';
import { asked, askedMechanisms, flagsOf } from '../attributes.js';
import type { Cryptoki } from '../cryptoki.js';
import { KEK_LABEL, kekDefects, originalKekShape } from '../key-encryption-keys.js';
import type { TokenFamily } from '../token-family.js';
import { asWritten, findMacKeys, MAC_KEY_LABEL, macKeyDefects, macKeyShape, type HoldsSecrets } from '../token-mac.js';

/** What stands behind the label of an officer's original: public, and so usable without any login, until it is copied. */
const UNFINISHED = '-unfinished';

const AES_256_BYTES = 32;
const HMAC_KEY_BYTES = 32;

/** The label of a generation. */
export function kekLabel(generation: number): string {
  return `${KEK_LABEL}${generation}`;
}

/** The label of the officer's original of a key. */
export function unfinished(label: string): string {
  return `${label}${UNFINISHED}`;
}

/** Removes what a ceremony that was cut short left behind of this key. */
export function removeUnfinished(cryptoki: Cryptoki, session: Handle, label: string): void {
  for (const object of keysLabelled(cryptoki, session, unfinished(label))) cryptoki.call((token) => token.C_DestroyObject(session, object));
}

/** Whether the token has this generation of the key-encryption key. Removes what a ceremony that was cut short left behind. */
export function hasKek(cryptoki: Cryptoki, session: Handle, { family, generation }: { family: TokenFamily; generation: number }): boolean {
  const label = kekLabel(generation);
  removeUnfinished(cryptoki, session, label);
  const [kek] = keysLabelled(cryptoki, session, label);
  if (kek === undefined) return false;
  mustBeRight(`${label} exists and cannot be changed`, kekDefects(cryptoki, { session, object: kek }, family));
  return true;
}

/** The officer's part where the C program cannot help: everything but CKA_UNWRAP_TEMPLATE. */
export function makeKekWithoutTemplate(cryptoki: Cryptoki, session: Handle, { family, generation }: { family: TokenFamily; generation: number }): void {
  const template: Template = [
    { type: pkcs11js.CKA_LABEL, value: unfinished(kekLabel(generation)) },
    { type: pkcs11js.CKA_VALUE_LEN, value: AES_256_BYTES },
    ...flagsOf(asked(originalKekShape, family.storedSecrets)),
    ...askedMechanisms(family.storedSecrets, family.keyWrap),
  ];
  cryptoki.call((token) => token.C_GenerateKey(session, { mechanism: pkcs11js.CKM_AES_KEY_GEN }, template));
}

/** The user's part: a private copy that nobody can modify, then the end of the public original. */
export function finishKek(cryptoki: Cryptoki, session: Handle, { family, generation }: { family: TokenFamily; generation: number }): void {
  const label = kekLabel(generation);
  const copy = finish(cryptoki, session, label);
  mustBeRight(label, kekDefects(cryptoki, { session, object: copy }, family));
}

/** The same for a MAC key that was carried here. */
export function finishMacKey(cryptoki: Cryptoki, session: Handle): void {
  const copy = finish(cryptoki, session, MAC_KEY_LABEL);
  mustBeRight(MAC_KEY_LABEL, macKeyDefects(cryptoki, { session, object: copy }));
}

/** Makes the MAC key if there is none. Answers whether it did. */
export function makeMacKey(cryptoki: Cryptoki, session: Handle, family: HoldsSecrets = asWritten): boolean {
  const [existing] = findMacKeys(cryptoki, session);
  const key = existing ?? generateMacKey(cryptoki, session, family);
  mustBeRight(MAC_KEY_LABEL, macKeyDefects(cryptoki, { session, object: key }, family));
  return existing === undefined;
}

/** Secret keys of this label. */
export function keysLabelled(cryptoki: Cryptoki, session: Handle, label: string): Handle[] {
  return cryptoki.find(session, [
    { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_SECRET_KEY },
    { type: pkcs11js.CKA_LABEL, value: label },
  ]);
}

function finish(cryptoki: Cryptoki, session: Handle, label: string): Handle {
  const [original] = keysLabelled(cryptoki, session, unfinished(label));
  if (original === undefined) throw new ServiceError('hsm.refused', `the officer’s part made no ${label}`);
  const copy = cryptoki.call((token) =>
    // SoftHSM applies the template in order: after CKA_MODIFIABLE nothing else can be set.
    token.C_CopyObject(session, original, [{ type: pkcs11js.CKA_LABEL, value: label }, ...flagsOf({ PRIVATE: true, MODIFIABLE: false })]),
  );
  cryptoki.call((token) => token.C_DestroyObject(session, original));
  return copy;
}

function generateMacKey(cryptoki: Cryptoki, session: Handle, { storedSecrets }: HoldsSecrets): Handle {
  const template: Template = [
    { type: pkcs11js.CKA_LABEL, value: MAC_KEY_LABEL },
    { type: pkcs11js.CKA_VALUE_LEN, value: HMAC_KEY_BYTES },
    ...flagsOf(asked(macKeyShape, storedSecrets)),
    ...askedMechanisms(storedSecrets, pkcs11js.CKM_SHA256_HMAC),
  ];
  return cryptoki.call((token) => token.C_GenerateKey(session, { mechanism: pkcs11js.CKM_GENERIC_SECRET_KEY_GEN }, template));
}

/** @throws `hsm.refused` for a key with defects */
export function mustBeRight(what: string, defects: readonly string[]): void {
  if (defects.length > 0) throw new ServiceError('hsm.refused', `${what}: wrong ${defects.join(', ')}`);
}
