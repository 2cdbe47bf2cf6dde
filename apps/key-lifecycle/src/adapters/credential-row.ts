import type { KeyAlgorithm } from '@paraph/kernel';
import type { RevocationReason } from '../domain/certificate-authority.js';
import type { ContainerState } from '../domain/containers/container.js';
import type { Credential, CredentialState } from '../domain/credential.js';

/** A row of the table `credential`. */
export interface CredentialRow {
  readonly id: string;
  readonly signer_id: string;
  readonly subscriber_id: string;
  readonly algorithm: KeyAlgorithm;
  readonly policy_id: string;
  readonly provider: string;
  readonly description: string;
  readonly ordering_client_id: string | null;
  readonly container_id: string | null;
  readonly container_state: ContainerState | null;
  readonly is_held: boolean;
  readonly session_client_id: string | null;
  readonly replaces_id: string | null;
  readonly state: CredentialState;
  readonly version: number;
  readonly created_at: Date;
  readonly enrolment_id: string | null;
  readonly multisign: number | null;
  readonly enrolment_expires_at: Date | null;
  readonly evidence_digest: string | null;
  readonly request_id: string | null;
  readonly csr: string | null;
  readonly evidence_issuer: string | null;
  readonly evidence_subject: string | null;
  readonly certificates: string[] | null;
  readonly valid_from: Date | null;
  readonly valid_to: Date | null;
  readonly failure: string | null;
  readonly claimable_until: Date | null;
  readonly claimed_at: Date | null;
  readonly deletion_change_id: string | null;
  readonly pending_since: Date | null;
  readonly revocation_due: RevocationReason | null;
  readonly activation_id: string | null;
}

/** What never changes after the row was written, in the order of the insert. */
export const fixedColumns = [
  'id',
  'signer_id',
  'subscriber_id',
  'algorithm',
  'policy_id',
  'provider',
  'description',
  'ordering_client_id',
  'container_id',
  'is_held',
  'session_client_id',
  'replaces_id',
  'created_at',
] as const;

/** What stands in the row of its container: read with it, never written. */
const CONTAINER_STATE = '(SELECT one.state FROM container one WHERE one.id = credential.container_id) AS container_state';

/** What a change may write, in the order of the update. */
export const changingColumns = [
  'state',
  'enrolment_id',
  'multisign',
  'enrolment_expires_at',
  'evidence_digest',
  'request_id',
  'csr',
  'evidence_issuer',
  'evidence_subject',
  'certificates',
  'valid_from',
  'valid_to',
  'failure',
  'claimable_until',
  'claimed_at',
  'deletion_change_id',
  'pending_since',
  'revocation_due',
  'activation_id',
] as const;

/** All of a credential, for a query over the table `credential`. */
export const allOfCredential = [...fixedColumns, 'version', ...changingColumns, CONTAINER_STATE].join(', ');

/** Values of the fixed columns. */
export function fixedValues(one: Credential): unknown[] {
  const { credentialId, signerId, subscriberId, algorithm, policyId, provider, description, orderingClientId, isHeld = false } = one;
  const { containerId, sessionClientId, replaces, createdAt } = one;
  const asked = [credentialId, signerId, subscriberId, algorithm, policyId, provider, description, orderingClientId ?? null, containerId ?? null, isHeld];
  return [...asked, sessionClientId ?? null, replaces ?? null, createdAt];
}

/** Values of the changing columns. */
export function changingValues(one: Credential): unknown[] {
  const { state, enrolment, completion, acceptance, certificates, validity, failure, claimableUntil, claimedAt, deletionChangeId } = one;
  const { pendingSince, revocationDue, activationId } = one;
  return [
    state,
    enrolment?.enrolmentId ?? null,
    enrolment?.multisign ?? null,
    enrolment?.expiresAt ?? null,
    completion?.evidenceDigest ?? null,
    completion?.requestId ?? null,
    acceptance?.csr ?? null,
    acceptance?.issuer ?? null,
    acceptance?.subject ?? null,
    certificates === undefined ? null : JSON.stringify(certificates),
    validity?.from ?? null,
    validity?.to ?? null,
    failure ?? null,
    claimableUntil ?? null,
    claimedAt ?? null,
    deletionChangeId ?? null,
    pendingSince ?? null,
    revocationDue ?? null,
    activationId ?? null,
  ];
}

/** The credential of a row. What belongs together is there together: the table's checks see to it. */
export function credentialOf(row: CredentialRow): Credential {
  const { enrolment_id: enrolmentId, multisign, enrolment_expires_at: expiresAt, evidence_digest: evidenceDigest, request_id: requestId } = row;
  const { csr, evidence_issuer: issuer, evidence_subject: subject, certificates, valid_from: from, valid_to: to, failure } = row;
  return {
    credentialId: row.id,
    signerId: row.signer_id,
    subscriberId: row.subscriber_id,
    algorithm: row.algorithm,
    policyId: row.policy_id,
    provider: row.provider,
    description: row.description,
    ...(row.is_held ? { isHeld: true } : {}),
    ...(row.session_client_id === null ? {} : { sessionClientId: row.session_client_id }),
    ...(row.ordering_client_id === null ? {} : { orderingClientId: row.ordering_client_id }),
    ...(row.container_id === null ? {} : { containerId: row.container_id }),
    ...(row.container_state === null ? {} : { containerState: row.container_state }),
    ...(row.replaces_id === null ? {} : { replaces: row.replaces_id }),
    state: row.state,
    version: row.version,
    createdAt: row.created_at,
    ...(enrolmentId === null || multisign === null || expiresAt === null ? {} : { enrolment: { enrolmentId, multisign, expiresAt } }),
    ...(evidenceDigest === null || requestId === null ? {} : { completion: { evidenceDigest, requestId } }),
    ...(csr === null || issuer === null || subject === null ? {} : { acceptance: { csr, issuer, subject } }),
    ...(certificates === null ? {} : { certificates }),
    ...(from === null || to === null ? {} : { validity: { from, to } }),
    ...(failure === null ? {} : { failure }),
    ...(row.claimable_until === null ? {} : { claimableUntil: row.claimable_until }),
    ...(row.claimed_at === null ? {} : { claimedAt: row.claimed_at }),
    ...(row.deletion_change_id === null ? {} : { deletionChangeId: row.deletion_change_id }),
    ...(row.pending_since === null ? {} : { pendingSince: row.pending_since }),
    ...(row.revocation_due === null ? {} : { revocationDue: row.revocation_due }),
    ...(row.activation_id === null ? {} : { activationId: row.activation_id }),
  };
}
