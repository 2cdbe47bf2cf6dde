import type { Check } from './check.js';
import { checkCertificates, checkKeys, checkRevocations } from './check-lives.js';
import { checkIntents, checkSignatures } from './check-signatures.js';
import type { RuleName } from './rules.js';

/** Every way the log is looked at by the events it has. What is missing from it altogether, the sequences tell. */
export const checks: readonly Check[] = [checkSignatures, checkIntents, checkCertificates, checkRevocations, checkKeys];

/** The check that judges by a rule; none for what is judged by the sequences. */
export function checkOf(rule: RuleName): Check | undefined {
  return checks.find(({ rules }) => rules.includes(rule));
}
