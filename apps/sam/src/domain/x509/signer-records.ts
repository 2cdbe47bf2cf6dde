import { ServiceError } from '@paraph/contracts';
import { fromBase64, toBase64 } from '@paraph/kernel';
import type { KeyStore } from '../keys/key-store.js';
import type { Policies } from '../ports/policies.js';
import type { BindingRecord } from '../records/record-kinds.js';
import type { TrustRecords } from '../records/trust-records.js';
import type { QcStatementName } from './certificate-profile.js';
import type { SignerTerms } from './profiles.js';
import { signerSubject } from './signer-subject.js';

/** Whose certificate is composed, or judged, and by what. */
export interface CertifiableSigner {
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  readonly terms: SignerTerms;
  /** Who certifies credentials of this policy: `embedded`, or the name of an authority elsewhere. */
  readonly authority: string;
  /** What that authority has to claim of a qualified certificate (EN 319 412-5). */
  readonly qcStatements: readonly QcStatementName[];
  /** The renewal that is to be certified, or was last; none for the first certificate. */
  readonly renewalId?: string | undefined;
}

/** What is certified comes from the SAM's own records and nowhere else. */
export class SignerRecords {
  constructor(
    private readonly records: TrustRecords,
    private readonly keys: KeyStore,
    private readonly policies: Policies,
  ) {}

  /** @throws `credential.unknown`, `credential.state`, `record.tampered` */
  async find(credentialId: string): Promise<CertifiableSigner> {
    const body = (await this.records.find('binding', credentialId))?.body;
    if (!body) throw new ServiceError('credential.unknown', 'no signer was proven for this credential');
    if (body.state !== 'accepted' && body.state !== 'active') throw new ServiceError('credential.state', `a ${body.state} credential is not certified`);
    // A key of one session has no row: its record alone says which it is, and the replica that holds it sees that it lives.
    const publicKey = body.heldBy === undefined ? await this.keys.publicKey(body.keyId) : fromBase64(body.publicKey);
    if (!publicKey || toBase64(publicKey) !== body.publicKey) throw new ServiceError('credential.state', 'the key of this credential is gone');
    return { publicKey, ...this.ofPolicy({ ...body, ...body.renewal }), renewalId: renewalId(body) };
  }

  private ofPolicy({ policyId, policyDigest, subject, person }: BindingRecord): Omit<CertifiableSigner, 'publicKey'> {
    const policy = this.policies.find(policyId);
    // The signer accepted the terms of one version; a certificate under another is not what was accepted.
    if (policy?.digest !== policyDigest) throw new ServiceError('credential.state', 'the policy is not the one the enrolment was made under');
    const { policyOids, validitySeconds, authority, profile, qcStatements = [] } = policy.certificate;
    const terms = { subject: signerSubject(subject, person), policies: policyOids, lifetimeSeconds: validitySeconds, profile };
    return { terms, authority, qcStatements };
  }
}

/** A renewal's certificate is found under the enrolment that accepted it, the first one under none. */
function renewalId({ renewal, keyAcceptedAt, enrolment }: BindingRecord): string | undefined {
  return renewal?.enrolment.enrolmentId ?? (keyAcceptedAt === undefined ? undefined : enrolment.enrolmentId);
}
