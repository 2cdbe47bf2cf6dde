import { refusedEvidence } from '../evidence/refused-evidence.js';
import type { Policies, Policy } from '../ports/policies.js';

/**
 * The policy a statement names, as it is in force now. Under another file of that name, perhaps a weaker one, nothing is
 * accepted that was begun under this one.
 *
 * @throws `evidence.invalid`
 */
export function policyInForce(policies: Policies, { policyId, policyDigest }: { readonly policyId: string; readonly policyDigest: string }): Policy {
  const policy = policies.find(policyId);
  if (policy?.digest !== policyDigest) throw refusedEvidence('the policy is not the one the statement names');
  return policy;
}
