import { flagsOf, mechanismList, type KeyShape } from './attributes.js';
import type { KeyUse } from '../../domain/ports/token.js';
import { signs } from './ability-trials.js';
import { pkcs11js, type Handle } from './binding.js';
import { CkrError } from './ckr.js';
import { readGeneratedKey } from './public-key-object.js';
import { blobOf, opening } from './key-blob.js';
import type { TokenFamily } from './token-family.js';
import type { TrialHand } from './trial-hand.js';

/* Attacks: each answers what the token said to it. Anything but CKR_OK is the refusal that protects. */

/** Reads the value of a key that was made sensitive. */
export function readsMadeKey(hand: TrialHand): string {
  const { privateKey } = hand.ecPair();
  return hand.answer(() => readValue(hand, privateKey));
}

/** Reads a key after taking back that it is hidden and stays. Some tokens agree to that, and hide it as before. */
export function readsLoosenedKey(hand: TrialHand): string {
  const { privateKey } = hand.ecPair({ EXTRACTABLE: false });
  loosen(hand, privateKey, { SENSITIVE: false });
  loosen(hand, privateKey, { EXTRACTABLE: true });
  return hand.answer(() => readValue(hand, privateKey));
}

/** Reads a key that came back from its blob, with the template of the SAM. What is no refusal to read is a readable key. */
export function readsUnwrappedKey(hand: TrialHand, family: TokenFamily): string {
  const key = unwrapAgain(hand, family);
  if (!hand.flag(key, pkcs11js.CKA_SENSITIVE) || hand.flag(key, pkcs11js.CKA_EXTRACTABLE)) return 'CKR_OK';
  return hand.answer(() => readValue(hand, key));
}

/** Wraps a key that must not leave, after taking that back. */
export function wrapsStayingKey(hand: TrialHand, family: TokenFamily): string {
  const { privateKey } = hand.ecPair({ EXTRACTABLE: false });
  loosen(hand, privateKey, { EXTRACTABLE: true });
  const known = hand.thiefsKey();
  return hand.answer(() => hand.wrap({ mechanism: family.keyWrap }, known, privateKey));
}

/** Wraps under a key that everybody knows what only a trusted key may wrap. */
export function wrapsUntrusted(hand: TrialHand, family: TokenFamily): string {
  const { privateKey } = hand.ecPair({ WRAP_WITH_TRUSTED: true });
  const known = hand.thiefsKey();
  return hand.answer(() => hand.wrap({ mechanism: family.keyWrap }, known, privateKey));
}

/** Brings in a key as trusted without the officer. */
export function trustsOwnKey(hand: TrialHand): string {
  return worst(hand, [
    () => hand.thiefsKey({ TRUSTED: true }),
    () => {
      const known = hand.thiefsKey();
      hand.ask((token) => token.C_SetAttributeValue(hand.session, known, [{ type: pkcs11js.CKA_TRUSTED, value: true }]));
    },
  ]);
}

/** Signs with a key that is held to another mechanism. */
export function usesOtherMechanism(hand: TrialHand): string {
  const extra = [{ type: pkcs11js.CKA_ALLOWED_MECHANISMS, value: mechanismList(pkcs11js.CKM_ECDH1_DERIVE) }];
  const { privateKey } = hand.ecPair({}, { extra });
  return hand.answer(() => signs(hand, { mechanism: pkcs11js.CKM_ECDSA }, privateKey));
}

/** Signs with a key that may not sign. */
export function signsWithoutRight(hand: TrialHand): string {
  const { privateKey } = hand.ecPair({ SIGN: false, DERIVE: true });
  return hand.answer(() => signs(hand, { mechanism: pkcs11js.CKM_ECDSA }, privateKey));
}

/** Signs with a key that was unwrapped to agree only. */
export function signsAfterUnwrapping(hand: TrialHand, family: TokenFamily): string {
  const key = unwrapAgain(hand, family, 'agreement');
  return hand.answer(() => signs(hand, { mechanism: pkcs11js.CKM_ECDSA }, key));
}

/** Signs what is no digest. */
export function signsOneByte(hand: TrialHand): string {
  const { privateKey } = hand.ecPair();
  return hand.answer(() =>
    hand.ask((token) => {
      token.C_SignInit(hand.session, { mechanism: pkcs11js.CKM_ECDSA }, privateKey);
      token.C_Sign(hand.session, Buffer.alloc(1, 1), Buffer.alloc(512));
    }),
  );
}

/** A key pair's blob under a key of the trial, unwrapped as the SAM does it. @throws CkrError where the token does not wrap */
export function unwrapAgain(hand: TrialHand, family: TokenFamily, use: KeyUse = 'authority'): Handle {
  const { privateKey, publicKey } = hand.ecPair();
  const known = hand.thiefsKey();
  const mechanism = { mechanism: family.keyWrap };
  const wrapped = hand.wrap(mechanism, known, privateKey);
  const spki = readGeneratedKey(hand.cryptoki, 'p256', { session: hand.session, object: publicKey });
  const blob = opening(family, { blob: blobOf(family, 'p256', { wrapped, publicKey: spki }), algorithm: 'p256', use });
  return hand.keep(hand.ask((token) => token.C_UnwrapKey(hand.session, mechanism, known, blob.wrapped, blob.template)));
}

/** The value of a private key. A token without the attribute refuses as well. */
function readValue(hand: TrialHand, key: Handle): void {
  const [value] = hand.ask((token) => token.C_GetAttributeValue(hand.session, key, [{ type: pkcs11js.CKA_VALUE }]));
  // Some answer nothing instead of a refusal.
  if (!Buffer.isBuffer(value?.value) || value.value.length === 0) throw new CkrError('CKR_ATTRIBUTE_SENSITIVE', 0x11);
}

/** Whether the token agrees does not matter: what comes of it does. */
function loosen(hand: TrialHand, key: Handle, shape: KeyShape): void {
  hand.answer(() => hand.ask((token) => token.C_SetAttributeValue(hand.session, key, flagsOf(shape))));
}

/** One success is enough for a thief. */
function worst(hand: TrialHand, attempts: readonly (() => unknown)[]): string {
  const answers = attempts.map((attempt) => hand.answer(attempt));
  return answers.find((answer) => answer === 'CKR_OK') ?? answers[0] ?? 'CKR_OK';
}
