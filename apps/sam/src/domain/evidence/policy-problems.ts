import type { EvidenceKind } from '@paraph/contracts';
import type { Policy } from '../ports/policies.js';
import { evidenceFacts, factorCount, promiseOf } from './factors.js';

/** Longest session of a qualified signature, in seconds (ACT-06). */
const QUALIFIED_SESSION = 1_800;

/** What of a policy contradicts itself: a promise that its own combinations do not carry must not be made. */
export function policyProblems(
  policy: Pick<Policy, 'evidence' | 'explicit' | 'promise' | 'minimumFactors' | 'counted' | 'profile' | 'sessionMaximumSeconds'>,
): readonly string[] {
  return [
    ...policy.evidence.flatMap((combination) => combinationProblems(policy, combination, 'page')),
    ...policy.explicit.flatMap((combination) => combinationProblems(policy, combination, 'explicit')),
    ...profileProblems(policy),
  ];
}

function combinationProblems(
  { promise, minimumFactors }: Pick<Policy, 'promise' | 'minimumFactors'>,
  combination: readonly EvidenceKind[],
  mode: 'page' | 'explicit',
): readonly string[] {
  const name = `${mode === 'page' ? 'evidence' : 'explicit'} [${combination.join(', ')}]`;
  return [
    ...(new Set(combination).size < combination.length ? [`${name}: expected each kind once`] : []),
    ...(factorCount(combination) < minimumFactors ? [`${name}: expected ${minimumFactors} factors of different kinds`] : []),
    ...(promise === 'shown' && promiseOf(combination, mode) === 'presence' ? [`${name}: proves presence only, so the policy cannot promise "shown"`] : []),
    ...(combination.every((kind) => evidenceFacts[kind].isGuessable) ? [`${name}: expected a means that cannot be guessed, before one that can`] : []),
  ];
}

function profileProblems({
  profile,
  counted,
  promise,
  sessionMaximumSeconds,
}: Pick<Policy, 'profile' | 'counted' | 'promise' | 'sessionMaximumSeconds'>): readonly string[] {
  if (profile === 'other') return [];
  return [
    ...(counted === 'off' ? [] : ['a qualified policy allows no counted activation']),
    ...(promise === 'shown' ? [] : ['a qualified policy promises "shown"']),
    ...(sessionMaximumSeconds > QUALIFIED_SESSION ? [`a qualified session ends after ${QUALIFIED_SESSION} seconds at most`] : []),
  ];
}
