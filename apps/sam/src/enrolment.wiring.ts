import type { Provider, Type } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { adapt, build } from '@paraph/platform';
import { DataSource } from 'typeorm';
import { PostgresAuthorityStates } from './adapters/postgres/postgres-authority-states.js';
import { PostgresCertificateRegister } from './adapters/postgres/postgres-certificate-register.js';
import { PostgresEnrolmentRows } from './adapters/postgres/postgres-enrolment-rows.js';
import { Asn1TimestampComposer } from './adapters/timestamp/asn1-timestamp-composer.js';
import { Asn1CertificateReader } from './adapters/x509/asn1-certificate-reader.js';
import { Asn1X509Composer } from './adapters/x509/asn1-x509-composer.js';
import { AuthorityStateRows } from './domain/authority-state/authority-state-rows.js';
import { AuthorityStates } from './domain/authority-state/authority-states.js';
import { AcceptEnrolment } from './domain/enrolment/accept-enrolment.js';
import { AcceptanceLedger } from './domain/enrolment/acceptance-ledger.js';
import { BindCertificate } from './domain/enrolment/bind-certificate.js';
import { CertificateJudge } from './domain/enrolment/certificate-judge.js';
import { CertificationRequests } from './domain/enrolment/certification-requests.js';
import { DestroyKey } from './domain/enrolment/destroy-key.js';
import { EnrolmentProof } from './domain/enrolment/enrolment-proof.js';
import { EnrolmentRows } from './domain/enrolment/enrolment-rows.js';
import { EnrolmentRules } from './domain/enrolment/enrolment-rules.js';
import { Enrolments } from './domain/enrolment/enrolments.js';
import { OpenEnrolment } from './domain/enrolment/open-enrolment.js';
import { IdentityProviders } from './domain/evidence/identity-provider.js';
import { AuthorityKeys } from './domain/keys/authority-keys.js';
import { KeyStore } from './domain/keys/key-store.js';
import { SignTreeHead } from './domain/log/sign-tree-head.js';
import { EvidenceLedger } from './domain/ports/evidence-ledger.js';
import { EnrolmentEvidence } from './domain/ports/evidence-subjects.js';
import { EvidenceVerifier } from './domain/ports/evidence-verifier.js';
import { AlgorithmRules } from './domain/ports/algorithm-rules.js';
import { Policies } from './domain/ports/policies.js';
import { Token } from './domain/ports/token.js';
import { Transactions } from './domain/ports/transactions.js';
import { TrustRecords } from './domain/records/trust-records.js';
import { Refusals } from './domain/refusals.js';
import { ComposeTimestamp, TimestampPolicy } from './domain/timestamp/compose-timestamp.js';
import { TimestampComposer } from './domain/timestamp/timestamp-composer.js';
import { TimestampTurns } from './domain/timestamp/timestamp-turns.js';
import { Authorities } from './domain/x509/authorities.js';
import { PublicationAddresses } from './domain/x509/authority.js';
import { CertificateIssuance } from './domain/x509/certificate-issuance.js';
import { CertificateReader } from './domain/x509/certificate-reader.js';
import { CertificateRegister } from './domain/x509/certificate-register.js';
import { ComposeCertificate } from './domain/x509/compose-certificate.js';
import { ComposeRevocationList } from './domain/x509/compose-revocation-list.js';
import { ComposeStatusAnswer } from './domain/x509/compose-status-answer.js';
import { IssuedCertificates } from './domain/x509/issued-certificates.js';
import { Revocations } from './domain/x509/revocations.js';
import { SignerRecords } from './domain/x509/signer-records.js';
import { X509Composer } from './domain/x509/x509-composer.js';
import { AuthorityController } from './transport/authority.controller.js';
import { EnrolmentController } from './transport/enrolment.controller.js';
import { TimestampController } from './transport/timestamp.controller.js';
import { TreeHeadController } from './transport/tree-head.controller.js';

/** Controllers of enrolment and of the embedded authorities. */
export const enrolmentControllers: readonly Type[] = [EnrolmentController, AuthorityController, TreeHeadController, TimestampController];

/** Use cases and adapters of enrolment and of the embedded authorities. `sam.module.ts` adds them to its own. */
export const enrolmentProviders: readonly Provider[] = [
  // Ports
  adapt(EnrolmentRows, PostgresEnrolmentRows, DataSource),
  adapt(CertificateRegister, PostgresCertificateRegister, DataSource),
  adapt(AuthorityStateRows, PostgresAuthorityStates, DataSource),
  adapt(X509Composer, Asn1X509Composer),
  adapt(TimestampComposer, Asn1TimestampComposer),
  adapt(CertificateReader, Asn1CertificateReader),

  // The embedded authorities
  {
    provide: AuthorityStates,
    useFactory: (rows: AuthorityStateRows, token: Token) => AuthorityStates.open(rows, token),
    inject: [AuthorityStateRows, Token],
  },
  build(Revocations, CertificateRegister, AuthorityStates, Transactions),
  build(IssuedCertificates, CertificateRegister, CertificateReader, Revocations, Transactions),
  build(CertificateIssuance, X509Composer, CertificateRegister, Transactions, Token, Clock),
  build(Authorities, AuthorityKeys, IssuedCertificates, CertificateIssuance, PublicationAddresses, Clock),
  build(SignerRecords, TrustRecords, KeyStore, Policies),
  build(ComposeCertificate, SignerRecords, Authorities, IssuedCertificates, CertificateIssuance),
  build(ComposeRevocationList, Authorities, Revocations, X509Composer, Transactions, Clock),
  build(ComposeStatusAnswer, Authorities, IssuedCertificates, X509Composer, Clock),

  // Logs and time-stamps
  build(SignTreeHead, AuthorityStates, AuthorityKeys, Transactions, Clock, Refusals),
  build(TimestampTurns, AuthorityStates, Transactions, Token, Clock, Refusals),
  build(ComposeTimestamp, TimestampTurns, Authorities, TimestampComposer, TimestampPolicy, Transactions),

  // Enrolment
  build(Enrolments, EnrolmentRows, Token, Transactions, Clock),
  { provide: EnrolmentEvidence, useExisting: Enrolments },
  build(EnrolmentRules, Policies, AlgorithmRules, IdentityProviders, Enrolments, Clock),
  build(OpenEnrolment, EnrolmentRules, KeyStore, Enrolments, Token, Refusals),
  build(EnrolmentProof, IdentityProviders, EvidenceVerifier),
  build(CertificationRequests, KeyStore, X509Composer),
  build(AcceptanceLedger, Enrolments, EvidenceLedger, TrustRecords, Clock),
  build(AcceptEnrolment, Enrolments, EnrolmentProof, CertificationRequests, AcceptanceLedger, Refusals),
  build(CertificateJudge, SignerRecords, Authorities, CertificateReader, Clock),
  build(BindCertificate, TrustRecords, CertificateJudge, Enrolments, Refusals),
  build(DestroyKey, Enrolments, TrustRecords, KeyStore, Revocations, Clock),
];
