import type { EnrolmentDraft } from '../enrolment/enrolment.js';
import { newId } from '@paraph/kernel';
import type { ActivationDraft, Completion } from '../activation/activation.js';
import type { Policy } from '../ports/policies.js';
import type { Proof } from '../ports/evidence-verifier.js';
import type { BindingRecord, BoundCertificate } from '../records/record-kinds.js';

/** What a session's activation is made of: all of it from the SAM's own records. */
export interface SessionParts {
  readonly draft: EnrolmentDraft;
  readonly binding: BindingRecord;
  readonly certificate: BoundCertificate;
  readonly policy: Policy;
  readonly epoch: number;
}

/**
 * The activation that an enrolment's evidence is at the same time: for exactly the documents that its statement showed beside the terms, bound,
 * with nothing left to anybody's choice.
 */
export function sessionActivation({ draft, binding, certificate, policy, epoch }: SessionParts, now: Date): { draft: ActivationDraft; completion: Completion } {
  const { session } = draft;
  if (!session) throw new Error('an enrolment without a session authorises nothing');
  return {
    draft: {
      activationId: newId('act'),
      clientId: session.clientId,
      subscriberId: draft.subscriberId,
      credentialId: draft.credentialId,
      signerId: draft.signerId,
      certificateFingerprint: certificate.fingerprint,
      clientName: session.clientName,
      policyId: draft.policyId,
      policyDigest: draft.policyDigest,
      mode: 'page',
      alternatives: [['oidc']],
      sadLifetimeSeconds: policy.sadLifetimeSeconds,
      sessionMaximumSeconds: policy.sessionMaximumSeconds,
      hashAlgorithmOid: session.hashAlgorithmOid,
      hashes: session.hashes,
      labels: session.labels,
      remainingChoice: 0,
      heldBy: session.heldBy,
      statement: draft.statement,
      epoch,
      openedAt: draft.openedAt,
      expiresAt: draft.expiresAt,
    },
    completion: { proofs: [proofOf(binding)], completedAt: now.toISOString() },
  };
}

/** When the signer acted, by the evidence of the enrolment. */
export function actedAt({ enrolment }: BindingRecord): Date {
  return new Date(enrolment.authenticatedAt ?? enrolment.acceptedAt);
}

function proofOf(binding: BindingRecord): Proof {
  const { person, means, enrolment } = binding;
  const account = means.find((one) => one.kind === 'oidc');
  if (!account) throw new Error('an enrolment that was accepted without an account');
  return {
    kind: 'oidc',
    meansId: account.meansId,
    at: actedAt(binding).toISOString(),
    evidenceDigest: enrolment.evidenceDigest,
    facts: { issuer: person.issuer, ...(enrolment.level === undefined ? {} : { level: enrolment.level }) },
  };
}
