import { describe, it } from '@jest/globals';
import { keyAlgorithms, type KeyAlgorithm } from '@paraph/kernel';

/** Whether a token does something: `true`, or why not, which the skipped cases then say. */
export type Ability = true | string;

/** What a token under test does. What it does not do is skipped by name and reason, never silently. */
export interface TokenAbilities {
  readonly algorithms: readonly KeyAlgorithm[];
  /** Keys leave it wrapped, so that a blob can be damaged, swapped and cached. */
  readonly wraps: Ability;
  readonly macs: Ability;
  readonly agrees: Ability;
  /** Verifies with public keys of others. */
  readonly verifiesForOthers: Ability;
  /** PSS with each digest. */
  readonly pss: Ability;
  /** Keeps its keys from a thief with the user PIN. */
  readonly protects: Ability;
}

/** A token that does all of it. */
export const everything: TokenAbilities = {
  algorithms: keyAlgorithms,
  wraps: true,
  macs: true,
  agrees: true,
  verifiesForOthers: true,
  pss: true,
  protects: true,
};

/** `describe`, or the same skipped with the reason in its name. */
export function describeIf(ability: Ability, name: string, cases: () => void): void {
  if (ability === true) describe(name, cases);
  else describe.skip(`${name} (not here: ${ability})`, cases);
}

/** `it`, or the same skipped with the reason in its name. */
export function itIf(ability: Ability, name: string, test: () => Promise<void>): void {
  if (ability === true) it(name, test);
  else it.skip(`${name} (not here: ${ability})`, test);
}
