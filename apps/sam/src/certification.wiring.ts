import type { Provider, Type } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { adapt, build, type ConfigOf } from '@paraph/platform';
import { DataSource } from 'typeorm';
import { PostgresProofParts } from './adapters/postgres/postgres-proof-parts.js';
import { CredentialEnds } from './domain/changes/destroy-credential.js';
import { AuthorityKeys } from './domain/keys/authority-keys.js';
import { Policies } from './domain/ports/policies.js';
import { Transactions } from './domain/ports/transactions.js';
import { TrustRecords } from './domain/records/trust-records.js';
import { Refusals } from './domain/refusals.js';
import { DescribeRegistration } from './domain/registration/describe-registration.js';
import { ProtectMessage } from './domain/registration/protect-message.js';
import { ProtectedSubjects } from './domain/registration/protected-subjects.js';
import { ProtectionRules } from './domain/registration/protection-rules.js';
import { EndByProof } from './domain/revocation-proof/end-by-proof.js';
import { OfferedProofs } from './domain/revocation-proof/offered-proofs.js';
import { ProofJudge } from './domain/revocation-proof/proof-judge.js';
import { ProofParts } from './domain/revocation-proof/proof-parts.js';
import { RevokeByProof } from './domain/revocation-proof/revoke-by-proof.js';
import { CertificateReader } from './domain/x509/certificate-reader.js';
import { SignerRecords } from './domain/x509/signer-records.js';
import { authoritiesFor, TrustedAuthorities } from './domain/x509/trusted-authorities.js';
import { X509Composer } from './domain/x509/x509-composer.js';
import type { samConfig } from './sam.config.js';
import { CertificationController } from './transport/certification.controller.js';

/** Controllers of what concerns certification authorities elsewhere. */
export const certificationControllers: readonly Type[] = [CertificationController];

/** Use cases and adapters of what concerns certification authorities elsewhere. `sam.module.ts` adds them to its own. */
export function certificationProviders({ trust }: Pick<ConfigOf<typeof samConfig.shape>, 'trust'>): readonly Provider[] {
  return [
    { provide: TrustedAuthorities, useValue: authoritiesFor(trust.policies.all(), trust.authorities ?? []) },
    adapt(ProofParts, PostgresProofParts, DataSource),
    build(OfferedProofs, ProofParts, Clock),
    build(ProofJudge, TrustedAuthorities, CertificateReader, Clock),
    build(EndByProof, TrustRecords, CredentialEnds, Transactions),
    build(RevokeByProof, OfferedProofs, ProofJudge, EndByProof, Refusals),
    build(DescribeRegistration, AuthorityKeys, X509Composer),
    build(ProtectionRules, SignerRecords, CertificateReader),
    build(ProtectedSubjects, TrustRecords, Policies, TrustedAuthorities, ProtectionRules),
    build(ProtectMessage, ProtectedSubjects, AuthorityKeys, Transactions, Refusals, Clock),
  ];
}
