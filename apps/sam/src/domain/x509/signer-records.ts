import { ServiceError } from '@paraph/contracts';
import { toBase64 } from '@paraph/kernel';
import type { KeyStore } from '../keys/key-store.js';
import type { Policies } from '../ports/policies.js';
import type { BindingRecord } from '../records/record-kinds.js';
import type { TrustRecords } from '../records/trust-records.js';
import type { SignerTerms } from './profiles.js';
import { signerSubject } from './signer-subject.js';

/** What is certified comes from the SAM's own records and nowhere else. */
export class SignerRecords {
  constructor(
    private readonly records: TrustRecords,
    private readonly keys: KeyStore,
    private readonly policies: Policies,
  ) {}

  /** @throws `credential.unknown`, `credential.state`, `record.tampered` */
  async find(credentialId: string): Promise<{ readonly publicKey: Uint8Array; readonly terms: SignerTerms }> {
    const body = (await this.records.find('binding', credentialId))?.body;
    if (!body) throw new ServiceError('credential.unknown', 'no signer was proven for this credential');
    if (body.state !== 'accepted' && body.state !== 'active') throw new ServiceError('credential.state', `a ${body.state} credential is not certified`);
    const publicKey = await this.keys.publicKey(body.keyId);
    if (!publicKey || toBase64(publicKey) !== body.publicKey) throw new ServiceError('credential.state', 'the key of this credential is gone');
    return { publicKey, terms: this.terms(body) };
  }

  private terms({ policyId, policyDigest, subject, person }: BindingRecord): SignerTerms {
    const policy = this.policies.find(policyId);
    // The signer accepted the terms of one version; a certificate under another is not what was accepted.
    if (policy?.digest !== policyDigest) throw new ServiceError('credential.state', 'the policy is not the one the enrolment was made under');
    return { subject: signerSubject(subject, person), policies: policy.certificate.policyOids, lifetimeSeconds: policy.certificate.validitySeconds };
  }
}
