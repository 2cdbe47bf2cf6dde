import { ServiceError } from '@paraph/contracts';
import type { Secret } from '@paraph/kernel';
import { asked, askedMechanisms, flagsOf } from '../attributes.js';
import { pkcs11js, type Handle } from '../binding.js';
import { Cryptoki } from '../cryptoki.js';
import { kekDefects, kekShape } from '../key-encryption-keys.js';
import { familyOf, type AnyTokenFamily, type TokenFamily } from '../token-family.js';
import { kekLabel, keysLabelled, makeMacKey, mustBeRight } from './ceremony-keys.js';

/** A token whose officer, if it has one, has no say over keys. */
export interface UserCeremonyOrder {
  readonly module: string;
  readonly label: string;
  readonly pin: Secret;
  readonly moduleParameters?: string | undefined;
  readonly families?: readonly AnyTokenFamily[] | undefined;
}

/** What the ceremony did. What the token leaves open, the SAM says when it opens it. */
export interface UserCeremonySummary {
  readonly label: string;
  readonly family: string;
  /** Empty when everything was there already. */
  readonly made: readonly string[];
}

const AES_256_BYTES = 32;
const READ_WRITE = pkcs11js.CKF_SERIAL_SESSION | pkcs11js.CKF_RW_SESSION;

/**
 * Makes a token ready in which the user may do everything: NSS, and tokens that keep keys as objects. Nobody vouches for
 * its key-encryption key, so it is for trials: the SAM warns of that whenever it opens the token. What exists is checked
 * and never replaced.
 *
 * @throws `hsm.refused` for a token whose officer must do this; `hsm.unavailable`
 */
export function holdUserCeremony(order: UserCeremonyOrder): UserCeremonySummary {
  const cryptoki = Cryptoki.load(order.module, undefined, order.moduleParameters);
  try {
    const slot = slotLabelled(cryptoki, order.label);
    const family = familyOf(cryptoki, slot, order.families);
    if (family.keeps === 'wrapped-keys' && family.trustedBy === 'officer') {
      throw new ServiceError('hsm.refused', 'the officer of this token makes its key-encryption key: use the ceremony with both PINs');
    }
    const made = setFirstPin(cryptoki, slot, order.pin) ? ['user-pin'] : [];
    const session = cryptoki.call((token) => token.C_OpenSession(slot, READ_WRITE));
    cryptoki.call((token) => token.C_Login(session, pkcs11js.CKU_USER, order.pin.reveal()));
    if (family.keeps === 'wrapped-keys' && makeKek(cryptoki, session, family)) made.push('key-encryption-key');
    if (makeMacKey(cryptoki, session, family)) made.push('mac-key');
    return { label: order.label, family: family.name, made };
  } finally {
    cryptoki.finalize();
  }
}

/** By its label, also where the token does not count as initialised before it has a PIN. */
function slotLabelled(cryptoki: Cryptoki, label: string): Handle {
  const slots = cryptoki.call((token) => token.C_GetSlotList(true).filter((slot) => token.C_GetTokenInfo(slot).label.trimEnd() === label));
  const [slot, ...others] = slots;
  if (slot === undefined || others.length > 0) throw new ServiceError('hsm.unavailable', 'not exactly one token has the label');
  return slot;
}

/** A new database of NSS has an officer without a PIN, who can do this one thing once. Answers whether it was done. */
function setFirstPin(cryptoki: Cryptoki, slot: Handle, pin: Secret): boolean {
  const hasPin = (cryptoki.call((token) => token.C_GetTokenInfo(slot)).flags & pkcs11js.CKF_USER_PIN_INITIALIZED) !== 0;
  if (hasPin) return false;
  cryptoki.call((token) => {
    const session = token.C_OpenSession(slot, READ_WRITE);
    token.C_Login(session, pkcs11js.CKU_SO, '');
    token.C_InitPIN(session, pin.reveal());
    token.C_Logout(session);
    token.C_CloseSession(session);
  });
  return true;
}

function makeKek(cryptoki: Cryptoki, session: Handle, family: TokenFamily): boolean {
  const label = kekLabel(1);
  const [existing] = keysLabelled(cryptoki, session, label);
  const template = [
    { type: pkcs11js.CKA_LABEL, value: label },
    { type: pkcs11js.CKA_VALUE_LEN, value: AES_256_BYTES },
    ...flagsOf(asked(kekShape, family.storedSecrets)),
    ...askedMechanisms(family.storedSecrets, family.keyWrap),
  ];
  const kek = existing ?? cryptoki.call((token) => token.C_GenerateKey(session, { mechanism: pkcs11js.CKM_AES_KEY_GEN }, template));
  mustBeRight(label, kekDefects(cryptoki, { session, object: kek }, family));
  return existing === undefined;
}
