import type { EvidenceKind } from '@paraph/contracts';

/** The kinds of authentication factor (EN 419 241-1 SRA_SAP.1.1; Implementing Regulation (EU) 2015/1502, annex 1). */
export type Factor = 'knowledge' | 'possession' | 'inherence' | 'delegated' | 'supervision';

interface KindFacts {
  /** What it proves. `delegated`: the provider proved two factors of its own and vouches for them. */
  readonly factors: readonly Factor[];
  /** `shown`: given over what the SAM shows the signer. `presence`: proves only that the person was there (architecture 6.2). */
  readonly promise: 'shown' | 'presence';
  /** Typed by the person and short enough to be guessed: looked at only after another factor was verified. */
  readonly isGuessable: boolean;
}

/** What each kind of evidence is worth. A missing row does not compile. */
export const evidenceFacts = {
  passkey: { factors: ['possession', 'knowledge'], promise: 'shown', isGuessable: false },
  oidc: { factors: ['delegated', 'possession'], promise: 'presence', isGuessable: false },
  'one-time-code': { factors: ['possession'], promise: 'shown', isGuessable: false },
  'supervised-code': { factors: ['possession', 'supervision'], promise: 'shown', isGuessable: false },
  pin: { factors: ['knowledge'], promise: 'presence', isGuessable: true },
  totp: { factors: ['possession'], promise: 'presence', isGuessable: true },
  order: { factors: ['possession', 'delegated'], promise: 'shown', isGuessable: false },
} as const satisfies Record<EvidenceKind, KindFacts>;

/** Kinds an application can bring for its signer in one request (CSC v2 11.6). All but the order prove presence only there. */
export const explicitKinds = ['order', 'one-time-code', 'pin', 'totp'] as const satisfies readonly EvidenceKind[];

/** How many factors of different kinds a combination brings. */
export function factorCount(combination: readonly EvidenceKind[]): number {
  return new Set<Factor>(combination.flatMap((kind) => [...evidenceFacts[kind].factors])).size;
}

/**
 * What a combination proves together: one kind that carries the promise is enough. A code that was asked for without
 * hashes, as in explicit authorisation, carries none.
 */
export function promiseOf(combination: readonly EvidenceKind[], mode: 'page' | 'explicit' = 'page'): 'shown' | 'presence' {
  if (mode === 'explicit') return combination.includes('order') ? 'shown' : 'presence';
  return combination.some((kind) => evidenceFacts[kind].promise === 'shown') ? 'shown' : 'presence';
}

/**
 * What is still missing of each alternative that the given kinds belong to; an empty list among them means: complete.
 * Alternatives that a given kind is no part of are out of the race only if another one holds them all.
 */
export function missingOf(alternatives: readonly (readonly EvidenceKind[])[], given: readonly EvidenceKind[]): readonly (readonly EvidenceKind[])[] {
  const possible = alternatives.filter((alternative) => given.every((kind) => alternative.includes(kind)));
  return possible.map((alternative) => alternative.filter((kind) => !given.includes(kind)));
}
