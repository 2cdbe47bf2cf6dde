import type { EvidenceKind } from '@paraph/contracts';
import { newId, sha256, sha256Hex, toBase64 } from '@paraph/kernel';
import { EvidenceDrafts } from '../src/domain/ports/evidence-drafts.js';
import { EvidenceSubjects, type EvidenceSubject } from '../src/domain/ports/evidence-subjects.js';
import { EvidenceVerifier, type EvidenceDraft, type VerifiedEvidence } from '../src/domain/ports/evidence-verifier.js';
import { Policies, type Policy } from '../src/domain/ports/policies.js';
import type { BindingRecord } from '../src/domain/records/record-kinds.js';

export const SHA256 = '2.16.840.1.101.3.4.2.1';
export const ECDSA_SHA256 = '1.2.840.10045.4.3.2';
export const SUBSCRIBER = newId('sub');

/** A hash as clients send it, from the name of a document. */
export const hashOf = (document: string): string => toBase64(sha256(document));

/** A signer with a credential that is ready to sign. */
export interface TestSigner {
  readonly signerId: string;
  readonly credentialId: string;
  readonly keyId: string;
  readonly publicKey: Uint8Array;
  /** The account at the test's identity provider. */
  readonly account: string;
}

/** One policy, which a test may change. */
export class OnePolicy extends Policies {
  constructor(public policy: Policy) {
    super();
  }

  override find(policyId: string): Policy | undefined {
    return policyId === this.policy.id ? this.policy : undefined;
  }

  override all(): readonly Policy[] {
    return [this.policy];
  }
}

/** Nothing to give an ID token for. */
export class NoSubjects extends EvidenceSubjects {
  override subject(): Promise<EvidenceSubject> {
    return Promise.reject(new Error('no enrolment and no change in this test'));
  }
}

/** The policy of the tests: whatever a test changes, it changes on `world.policies.policy`. */
export const aPolicy: Policy = {
  id: 'test',
  version: '1',
  digest: sha256Hex('policy'),
  profile: 'other',
  evidence: [['oidc']],
  explicit: [],
  promise: 'presence',
  minimumFactors: 1,
  counted: 'off',
  scal: '2',
  byLink: false,
  multisign: 400,
  openDrafts: { perCredential: 50, perClient: 200 },
  draftLifetimeSeconds: 600,
  sadLifetimeSeconds: 300,
  sessionMaximumSeconds: 1_800,
  meansWaitSeconds: 3_600,
  passkey: { attestedModels: [], allowBackup: true },
  code: { channel: 'sms', lifetimeSeconds: 300, tries: 3, perDay: 10 },
  pin: { minimumLength: 6, tries: 3 },
  certificate: { validitySeconds: 730 * 86_400, policyOids: ['2.999.1'], authority: 'embedded', profile: 'natural-person', country: 'FR' },
  notices: { signature: false },
  terms: { version: '1', text: 'terms' },
};

/** A kind of evidence that a test did not furnish. */
export class AbsentVerifier<Kind extends EvidenceKind> extends EvidenceVerifier<Kind> {
  constructor(override readonly kind: Kind) {
    super();
  }

  override verify(): Promise<VerifiedEvidence> {
    return Promise.reject(new Error(`the test's world has no verifier for ${this.kind}`));
  }
}

/** Nothing to give evidence for. */
export class NoDrafts extends EvidenceDrafts {
  override find(): Promise<EvidenceDraft> {
    return Promise.reject(new Error('no changes in this test'));
  }
  override allowsSuspended(): boolean {
    return false;
  }
  override add(): Promise<void> {
    return Promise.reject(new Error('no changes in this test'));
  }
}

/** Payload of a compact JWS, unverified. */
export function payloadOf(jws: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
}

/** Header of a compact JWS, unverified. */
export function headerOf(jws: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(jws.split('.')[0] ?? '', 'base64url').toString()) as Record<string, unknown>;
}

/** What is the same in every binding record: active, with a certificate of a day. */
export function aBinding(
  credentialId: string,
  at: Date,
): Omit<BindingRecord, 'keyId' | 'algorithm' | 'publicKey' | 'signerId' | 'subscriberId' | 'person' | 'means'> {
  const now = at.getTime();
  return {
    state: 'active',
    policyId: 'test',
    policyDigest: aPolicy.digest,
    subject: { given_name: 'Ada', family_name: 'Byron', country: 'FR' },
    enrolment: { enrolmentId: newId('enr'), evidenceDigest: 'e', termsVersion: '1', termsDigest: sha256Hex('terms'), acceptedAt: at.toISOString() },
    certificate: {
      fingerprint: sha256Hex(credentialId),
      subject: 'CN=Ada Byron',
      serialNumber: '01',
      validFrom: new Date(now - 60_000).toISOString(),
      validTo: new Date(now + 86_400_000).toISOString(),
    },
  };
}
