import type { EvidenceKind } from '@paraph/contracts';
import type { Policy } from '../ports/policies.js';
import { certificateProfiles, EMBEDDED_AUTHORITY } from '../x509/certificate-profile.js';
import { evidenceFacts, factorCount, promiseOf } from './factors.js';

/** Longest session of a qualified signature, in seconds (ACT-06). */
const QUALIFIED_SESSION = 1_800;
/** A qualified certificate counts in days. */
const DAY = 86_400;

/** What decides whether a policy contradicts itself. */
export type JudgedPolicy = Pick<
  Policy,
  | 'evidence'
  | 'explicit'
  | 'promise'
  | 'minimumFactors'
  | 'counted'
  | 'scal'
  | 'byLink'
  | 'signatureQualifier'
  | 'profile'
  | 'sessionMaximumSeconds'
  | 'certificate'
  | 'session'
>;

/** What of a policy contradicts itself: a promise that its own combinations do not carry must not be made. */
export function policyProblems(policy: JudgedPolicy): readonly string[] {
  return [
    ...policy.evidence.flatMap((combination) => combinationProblems(policy, combination, 'page')),
    ...policy.explicit.flatMap((combination) => combinationProblems(policy, combination, 'explicit')),
    ...choiceProblems(policy),
    ...profileProblems(policy),
    ...certificateProblems(policy),
    ...sessionProblems(policy),
  ];
}

function combinationProblems(policy: JudgedPolicy, combination: readonly EvidenceKind[], mode: 'page' | 'explicit'): readonly string[] {
  const { promise, minimumFactors } = policy;
  const name = `${mode === 'page' ? 'evidence' : 'explicit'} [${combination.join(', ')}]`;
  const mayBeGuessed = mode === 'explicit' && isPinOfApplication(policy, combination);
  return [
    ...(new Set(combination).size < combination.length ? [`${name}: expected each kind once`] : []),
    ...(factorCount(combination) < minimumFactors ? [`${name}: expected ${minimumFactors} factors of different kinds`] : []),
    ...(promise === 'shown' && promiseOf(combination, mode) === 'presence' ? [`${name}: proves presence only, so the policy cannot promise "shown"`] : []),
    ...(!mayBeGuessed && combination.every((kind) => evidenceFacts[kind].isGuessable)
      ? [`${name}: expected a means that cannot be guessed, before one that can`]
      : []),
  ];
}

/**
 * A PIN alone, typed into an application that proves itself as a client: what CSC's first credentials ask for. Whoever may try is
 * known, tries are counted and locked; a stranger before the approval page is not, so there it stays refused.
 */
function isPinOfApplication({ profile, minimumFactors }: JudgedPolicy, combination: readonly EvidenceKind[]): boolean {
  return profile === 'other' && minimumFactors === 1 && combination.length === 1 && combination[0] === 'pin';
}

function choiceProblems({ scal, counted, byLink, evidence }: JudgedPolicy): readonly string[] {
  // An order is the client's own word: somebody who is sent a link needs a means of their own.
  const isAskable = evidence.some((combination) => !combination.includes('order'));
  return [
    ...(scal === '1' && counted !== 'free' ? ['scal "1" leaves every document to the client, so counted has to be "free"'] : []),
    ...(byLink && !isAskable ? ['byLink: expected a combination in evidence that a signer can give on the approval page'] : []),
  ];
}

function profileProblems(policy: JudgedPolicy): readonly string[] {
  const { profile, counted, promise, sessionMaximumSeconds, certificate, signatureQualifier } = policy;
  if (profile === 'other') {
    // As far as CSC's own words go: eu_eidas_qes, eu_eidas_qeseal.
    const claimsQualified = /_(?:qes|qeseal)$/.test(signatureQualifier ?? '');
    return claimsQualified ? [`signatureQualifier ${signatureQualifier} is for a qualified policy`] : [];
  }
  return [
    ...(counted === 'off' ? [] : ['a qualified policy allows no counted activation']),
    ...(promise === 'shown' ? [] : ['a qualified policy promises "shown"']),
    ...(sessionMaximumSeconds > QUALIFIED_SESSION ? [`a qualified session ends after ${QUALIFIED_SESSION} seconds at most`] : []),
    ...(certificate.validitySeconds % DAY === 0 || certificate.profile === 'one-session'
      ? []
      : ['the certificate of a qualified policy counts in days (validityDays)']),
  ];
}

function certificateProblems({ profile, certificate }: JudgedPolicy): readonly string[] {
  const { longestLife } = certificateProfiles[certificate.profile];
  const claims = certificate.qcStatements !== undefined;
  return [
    ...(certificate.validitySeconds > longestLife ? [`certificate: the profile "${certificate.profile}" lives ${longestLife} seconds at most`] : []),
    // No supervised authority is embedded, and nobody else's claim is composed here.
    ...(claims && certificate.authority === EMBEDDED_AUTHORITY ? ['certificate.qcStatements: the embedded authority claims no qualified certificate'] : []),
    ...(claims && profile !== 'qualified' ? ['certificate.qcStatements: expected the profile "qualified"'] : []),
  ];
}

/** The evidence of an enrolment is a provider's, and here it is all there is: what it authorises was chosen before it was given. */
function sessionProblems({ session, evidence, counted, scal, byLink }: JudgedPolicy): readonly string[] {
  if (!session) return [];
  const { pool } = session;
  return [
    ...(evidence.every((combination) => combination.length === 1 && combination[0] === 'oidc') ? [] : ['session: expected evidence [["oidc"]]']),
    ...(counted === 'off' && scal === '2' && !byLink ? [] : ['session: leaves no document to the client, and sends no link']),
    ...(pool && pool.lowWater > pool.size ? ['session.pool.lowWater: expected no more than size'] : []),
  ];
}
