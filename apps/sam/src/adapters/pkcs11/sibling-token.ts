import { ServiceError } from '@paraph/contracts';
import { Token } from '../../domain/ports/token.js';
import { shortCheck, type KeyChecks } from './key-checks.js';

/** A token that may have siblings. */
export abstract class SiblingToken extends Token {
  /** What its keys are, without saying anything of them. @throws `hsm.unavailable` */
  abstract keyChecks(): Promise<KeyChecks>;
}

/**
 * Tokens stand for one another only with the same MAC key and the same key-encryption keys. A generation that some lack
 * is no fault as long as it is newer than all that every token holds: a ceremony is under way, and it is not used yet.
 *
 * Answers that newest generation. @throws `hsm.refused` naming the token, and the key that is not its siblings'
 */
export function commonGeneration(tokens: readonly { readonly label: string; readonly checks: KeyChecks }[]): number {
  const [first, ...others] = tokens;
  if (first === undefined) throw new Error('no token to compare');
  const common = Math.max(0, ...[...first.checks.keks.keys()].filter((generation) => others.every(({ checks }) => checks.keks.has(generation))));
  const problems = others.flatMap(({ label, checks }) =>
    differences(first.checks, checks, common).map((what) => `${label} has another ${what} than ${first.label}`),
  );
  const missing = tokens.flatMap(({ label, checks }) =>
    [...new Set(tokens.flatMap((one) => [...one.checks.keks.keys()]))]
      .filter((generation) => generation < common && !checks.keks.has(generation))
      .map((generation) => `${label} lacks generation ${generation}`),
  );
  if (common === 0) problems.push('no generation of the key-encryption key is in all of them');
  if (problems.length + missing.length > 0) {
    throw new ServiceError('hsm.refused', `these tokens are no siblings: ${[...problems, ...missing].join('; ')}; carry the keys by the ceremony`);
  }
  return common;
}

function differences(one: KeyChecks, other: KeyChecks, common: number): string[] {
  const generations = [...one.keks].filter(([generation, check]) => generation <= common && (other.keks.get(generation) ?? check) !== check);
  const keks = generations.map(([generation, check]) => `generation ${generation} (${shortCheck(other.keks.get(generation) ?? '')}, not ${shortCheck(check)})`);
  return one.mac === other.mac ? keks : [...keks, 'MAC key'];
}
