import { sha256Hex } from '@paraph/kernel';
import type { Policy } from './publication-sources.js';

/** What a version of a policy is found by: a digest of all it says, so that a changed text under an old version number is told apart. */
export function policyEdition({ id, version, digest, policyOids, profile, terms }: Policy): string {
  return sha256Hex(JSON.stringify([id, version, digest, policyOids, profile, terms.version, terms.text]));
}
