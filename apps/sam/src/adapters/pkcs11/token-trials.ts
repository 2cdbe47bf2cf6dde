import { ServiceError } from '@paraph/contracts';
import { pkcs11js } from './binding.js';
import { agrees, carries, importsPublicKey, keepsData, macs, macsByKnownKey, signs, signsByRsa } from './ability-trials.js';
import { CkrError } from './ckr.js';
import * as attack from './protection-trials.js';
import type { AnyTokenFamily, TokenFamily } from './token-family.js';
import type { TrialHand } from './trial-hand.js';

/** What was found: `untried` where the token did not let the trial be prepared, with its answer. */
export interface Finding {
  readonly capability: string;
  readonly outcome: 'yes' | 'no' | 'untried';
  /** `CKR_OK`, or the name of what the token said. */
  readonly answer: string;
}

/** One thing that a token can do, or one way in which it protects a key from a thief who has the user PIN. */
export interface Trial {
  readonly capability: string;
  /** In the words of a reader: "signs by P-256", "refuses to wrap a key that must not leave". */
  readonly says: string;
  /** `ability`: succeeds if the token can. `protection`: an attack, whose refusal is the success. */
  readonly kind: 'ability' | 'protection';
  /** `start`: tried whenever the SAM opens the token. `report`: too slow for that, or leaves marks in the token. */
  readonly when: 'start' | 'report';
  /** What it means when it is not so; nothing where the SAM does without. */
  readonly otherwise?: { readonly weakness: string; readonly isFatal?: true };
  readonly run: (hand: TrialHand) => unknown;
}

type Attack = (hand: TrialHand) => string;
const ecdsa = (curve: 'p256' | 'p384' | 'p521') => (hand: TrialHand) => signs(hand, { mechanism: pkcs11js.CKM_ECDSA }, hand.ecPair({}, { curve }).privateKey);
const ability = (capability: string, says: string, run: Trial['run']): Trial => ({ capability, says, kind: 'ability', when: 'start', run });
const slow = (trial: Trial): Trial => ({ ...trial, when: 'report' });
const protection = (capability: string, says: string, { run, weakness, isFatal }: { run: Attack; weakness: string; isFatal?: true }): Trial => {
  return { capability, says, kind: 'protection', when: 'start', otherwise: { weakness, ...(isFatal && { isFatal }) }, run };
};

const everywhere: readonly Trial[] = [
  ability('p256', 'signs with keys of P-256', ecdsa('p256')),
  ability('p384', 'signs with keys of P-384', ecdsa('p384')),
  ability('p521', 'signs with keys of P-521', ecdsa('p521')),
  slow(ability('rsa-pkcs1', 'signs by RSA PKCS#1 v1.5', (hand) => signsByRsa(hand, 'pkcs1'))),
  slow(ability('rsa-pss', 'signs by RSA PSS', (hand) => signsByRsa(hand, 'pss'))),
  ability('mac-keys', 'makes keys for HMAC-SHA-256 and MACs with them', macs),
  ability('known-mac', 'MACs by a key brought in as every other HMAC-SHA-256 does', macsByKnownKey),
  ability('agreement', 'agrees by ECDH on P-256, the secret staying inside', agrees),
  ability('public-keys', 'takes public keys to verify with', importsPublicKey),
  ability('one-session-keys', 'makes keys that die with their session', (hand) =>
    signs(hand, { mechanism: pkcs11js.CKM_ECDSA }, hand.ecPair({ TOKEN: false, EXTRACTABLE: false }).privateKey),
  ),
  slow(ability('token-objects', 'keeps key pairs as objects', (hand) => hand.ecPair({ TOKEN: true, EXTRACTABLE: false }))),
  slow(ability('data-objects', 'keeps small objects of data', keepsData)),
  protection('hides-made-keys', 'hides the value of a key', {
    run: attack.readsMadeKey,
    weakness: 'with the user PIN a key can be read',
    isFatal: true,
  }),
  protection('keys-stay-hidden', 'lets nobody loosen a key that is sensitive and stays', {
    run: attack.readsLoosenedKey,
    weakness: 'with the user PIN a key can be made readable',
    isFatal: true,
  }),
  protection('allowed-mechanisms', 'holds keys to their mechanisms (CKA_ALLOWED_MECHANISMS)', {
    run: attack.usesOtherMechanism,
    weakness: 'CKA_ALLOWED_MECHANISMS does nothing: with the user PIN a key is used in other ways than its own',
  }),
  protection('rights', 'holds keys to their rights (CKA_SIGN)', {
    run: attack.signsWithoutRight,
    weakness: 'CKA_SIGN does nothing: with the user PIN a key that agrees can also sign',
  }),
  // The SAM checks every digest's length, so that a token which does not is no worse.
  { capability: 'digest-length', says: 'refuses to sign what is no digest', kind: 'protection', when: 'start', run: attack.signsOneByte },
];

const wherever = (family: TokenFamily): readonly Trial[] => [
  ability('wrapped-keys', 'gives keys out wrapped by AES-KWP and takes them back', (hand) => attack.unwrapAgain(hand, family)),
  slow(ability('carrying-sha1', 'carries keys by RSA-OAEP with SHA-1', (hand) => carries(hand, 'sha1'))),
  slow(ability('carrying-sha256', 'carries keys by RSA-OAEP with SHA-256', (hand) => carries(hand, 'sha256'))),
  protection('hides-unwrapped-keys', 'keeps a key hidden when it comes back', {
    run: (hand) => attack.readsUnwrappedKey(hand, family),
    weakness: 'a key that was unwrapped as sensitive and not extractable comes back readable',
    isFatal: true,
  }),
  protection('unwrapped-rights', 'holds a key to its rights when it comes back', {
    run: (hand) => attack.signsAfterUnwrapping(hand, family),
    weakness: 'CKA_SIGN does nothing on a key that was unwrapped: with the user PIN a key that agrees can also sign',
  }),
  protection('not-extractable', 'refuses to wrap a key that must not leave (CKA_EXTRACTABLE)', {
    run: (hand) => attack.wrapsStayingKey(hand, family),
    weakness: 'CKA_EXTRACTABLE does nothing: with the user PIN every key leaves the token under a key that its thief knows',
  }),
  protection('wrap-with-trusted', 'wraps some keys by trusted keys only (CKA_WRAP_WITH_TRUSTED)', {
    run: (hand) => attack.wrapsUntrusted(hand, family),
    weakness: 'CKA_WRAP_WITH_TRUSTED does nothing: with the user PIN a new key leaves the token under a key that its thief knows',
  }),
  protection('trusted-by-officer', 'lets its officer alone trust a key (CKA_TRUSTED)', {
    run: attack.trustsOwnKey,
    weakness: 'CKA_TRUSTED means nothing: with the user PIN anybody’s key becomes a trusted one',
  }),
];

/** The trials of a family. */
export function trialsOf(family: AnyTokenFamily, when: Trial['when'] = 'report'): readonly Trial[] {
  const possible = everywhere.filter(({ capability }) => !isCurve(capability) || family.algorithms.includes(capability));
  const all = family.keeps === 'wrapped-keys' ? [...possible, ...wherever(family)] : possible;
  return when === 'report' ? all : all.filter((trial) => trial.when === 'start');
}

/** A key that a family does not make is not tried: tpm2-pkcs11 makes one of P-521 that it can neither use nor destroy. */
function isCurve(capability: string): capability is 'p256' | 'p384' | 'p521' {
  return capability === 'p256' || capability === 'p384' || capability === 'p521';
}

/** Runs trials, each with a hand of its own: a session that saw a refusal is not used again. */
export function tryOut(trials: readonly Trial[], withHand: (run: (hand: TrialHand) => Finding) => Finding): readonly Finding[] {
  return trials.map((trial) => withHand((hand) => findingOf(trial, hand)));
}

function findingOf({ capability, kind, run }: Trial, hand: TrialHand): Finding {
  try {
    const result = run(hand);
    if (kind === 'ability') return { capability, outcome: 'yes', answer: 'CKR_OK' };
    const answer = String(result);
    return { capability, outcome: answer === 'CKR_OK' ? 'no' : 'yes', answer };
  } catch (error) {
    if (!(error instanceof CkrError)) throw error;
    return { capability, outcome: kind === 'ability' ? 'no' : 'untried', answer: error.ckr };
  } finally {
    hand.end();
  }
}

/**
 * What the findings come to. A protection that could not be tried counts as missing: what was not seen is not promised.
 *
 * @throws `hsm.refused` for a token that lets keys be read, or cannot do what the SAM cannot do without
 */
export function weaknessesOf(trials: readonly Trial[], findings: readonly Finding[], needed: readonly string[] = []): readonly string[] {
  const missing = trials.filter(({ capability }) => findings.some((one) => one.capability === capability && one.outcome !== 'yes'));
  const cannot = missing.filter(({ capability }) => needed.includes(capability));
  if (cannot.length > 0) {
    const what = cannot.map(({ capability, says }) => `${says} (${findings.find((one) => one.capability === capability)?.answer ?? ''})`);
    throw new ServiceError('hsm.refused', `the token cannot do what is needed here; it must be one that ${what.join(', ')}`);
  }
  const fatal = missing.flatMap(({ otherwise }) => (otherwise?.isFatal ? [otherwise.weakness] : []));
  if (fatal.length > 0) throw new ServiceError('hsm.refused', `the token does not keep keys as it must: ${fatal.join('; ')}`);
  return missing.flatMap(({ otherwise }) => (otherwise === undefined ? [] : [otherwise.weakness]));
}
