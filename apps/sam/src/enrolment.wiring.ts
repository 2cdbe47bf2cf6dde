import type { Provider, Type } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { adapt, build } from '@paraph/platform';
import { DataSource } from 'typeorm';
import { PostgresAuthorityStates } from './adapters/postgres/postgres-authority-states.js';
import { PostgresChangeRows } from './adapters/postgres/postgres-change-rows.js';
import { PostgresCertificateRegister } from './adapters/postgres/postgres-certificate-register.js';
import { PostgresEnrolmentRows } from './adapters/postgres/postgres-enrolment-rows.js';
import { PostgresOfferedMeans } from './adapters/postgres/postgres-offered-means.js';
import { Asn1TimestampComposer } from './adapters/timestamp/asn1-timestamp-composer.js';
import { Asn1CertificateFields } from './adapters/x509/asn1-certificate-fields.js';
import { Asn1CertificateReader } from './adapters/x509/asn1-certificate-reader.js';
import { Asn1X509Composer } from './adapters/x509/asn1-x509-composer.js';
import { AuthorityStateRows } from './domain/authority-state/authority-state-rows.js';
import { AuthorityStates } from './domain/authority-state/authority-states.js';
import { AbandonActivation } from './domain/activation/abandon-activation.js';
import { Activations } from './domain/activation/activations.js';
import { EndActivations } from './domain/activation/end-activations.js';
import { AbandonChange } from './domain/changes/abandon-change.js';
import { ChangeDrafts } from './domain/changes/change-drafts.js';
import { ChangeNotices } from './domain/changes/change-notices.js';
import { ChangeRows } from './domain/changes/change-rows.js';
import { Changes } from './domain/changes/changes.js';
import { CheckChange } from './domain/changes/check-change.js';
import { CompleteChange } from './domain/changes/complete-change.js';
import { ComposeChange } from './domain/changes/compose-change.js';
import { CredentialEnds, DestroyCredential } from './domain/changes/destroy-credential.js';
import { EndKey } from './domain/changes/end-key.js';
import { OpenChange } from './domain/changes/open-change.js';
import { SuspendCredential } from './domain/changes/suspend-credential.js';
import { TrustedClock } from './domain/clock/trusted-clock.js';
import { Destructions } from './domain/destruction/destructions.js';
import { AcceptEnrolment } from './domain/enrolment/accept-enrolment.js';
import { AcceptanceLedger } from './domain/enrolment/acceptance-ledger.js';
import { BindCertificate, Renewals } from './domain/enrolment/bind-certificate.js';
import { CertificateJudge } from './domain/enrolment/certificate-judge.js';
import { CertificationRequests } from './domain/enrolment/certification-requests.js';
import { ComposeEnrolment } from './domain/enrolment/compose-enrolment.js';
import { DestroyKey } from './domain/enrolment/destroy-key.js';
import { EnrolmentProof } from './domain/enrolment/enrolment-proof.js';
import { EnrolmentRows } from './domain/enrolment/enrolment-rows.js';
import { EnrolmentSteps } from './domain/enrolment/enrolment-steps.js';
import { EnrolmentRules } from './domain/enrolment/enrolment-rules.js';
import { Enrolments } from './domain/enrolment/enrolments.js';
import { KeyDestructions } from './domain/enrolment/key-destructions.js';
import { OutsideCertificates } from './domain/enrolment/outside-certificates.js';
import { OpenEnrolment } from './domain/enrolment/open-enrolment.js';
import { MeansForPage } from './domain/evidence/means-for-page.js';
import { IdentityProviders } from './domain/evidence/oidc/identity-provider.js';
import { MakePin } from './domain/evidence/pin/make-pin.js';
import { MakeTotp } from './domain/evidence/totp/make-totp.js';
import { TypedSecrets } from './domain/evidence/typed/typed-secrets.js';
import { AuthorityKeys } from './domain/keys/authority-keys.js';
import { KeyStore } from './domain/keys/key-store.js';
import { SignTreeHead } from './domain/log/sign-tree-head.js';
import { DescribeBinding } from './domain/means/describe-binding.js';
import { ListSignatures } from './domain/means/list-signatures.js';
import { MakeMeans } from './domain/means/make-means.js';
import { MeansOffers } from './domain/means/means-offers.js';
import { OfferMeans } from './domain/means/offer-means.js';
import { OfferRows } from './domain/means/offer-rows.js';
import { OfferRules } from './domain/means/offer-rules.js';
import { OfferSubjectsByPrefix } from './domain/means/offer-subject.js';
import { SendNotice } from './domain/notices/send-notice.js';
import { SignatureNotices } from './domain/notices/signature-notices.js';
import { ActivationRows } from './domain/ports/activation-rows.js';
import { EvidenceLedger } from './domain/ports/evidence-ledger.js';
import { IdTokenVerifier } from './domain/ports/id-token-verifier.js';
import { MeansCounters } from './domain/ports/means-counters.js';
import { Notices } from './domain/ports/notices.js';
import { PasskeyVerifier } from './domain/ports/passkey-verifier.js';
import { AlgorithmRules } from './domain/ports/algorithm-rules.js';
import { Policies } from './domain/ports/policies.js';
import { Token } from './domain/ports/token.js';
import { Transactions } from './domain/ports/transactions.js';
import { TrustRecords } from './domain/records/trust-records.js';
import { Refusals } from './domain/refusals.js';
import { SamePerson } from './domain/renewal/accepted-renewal.js';
import { BindRenewal } from './domain/renewal/bind-renewal.js';
import { EnrolmentOpenings } from './domain/renewal/enrolment-openings.js';
import { OpenRenewal, RenewalParts } from './domain/renewal/open-renewal.js';
import { RenewalRules } from './domain/renewal/renewal-rules.js';
import { ReplaceCredential } from './domain/renewal/replace-credential.js';
import { BindSession } from './domain/sessions/bind-session.js';
import { EndSession } from './domain/sessions/end-session.js';
import { OpenSession } from './domain/sessions/open-session.js';
import { ComposeTimestamp, TimestampPolicy } from './domain/timestamp/compose-timestamp.js';
import { TimestampComposer } from './domain/timestamp/timestamp-composer.js';
import { TimestampTurns } from './domain/timestamp/timestamp-turns.js';
import { Authorities } from './domain/x509/authorities.js';
import { PublicationAddresses } from './domain/x509/authority.js';
import { CertificateIssuance } from './domain/x509/certificate-issuance.js';
import { CertificateReader } from './domain/x509/certificate-reader.js';
import { CertificateRegister } from './domain/x509/certificate-register.js';
import { ComposeCertificate } from './domain/x509/compose-certificate.js';
import { IssuedCertificates } from './domain/x509/issued-certificates.js';
import { CertificateFieldReader } from './domain/x509/lint/certificate-fields.js';
import { FitCertificates } from './domain/x509/lint/fit-certificates.js';
import { Revocations } from './domain/x509/revocations.js';
import { SignerRecords } from './domain/x509/signer-records.js';
import { TrustedAuthorities } from './domain/x509/trusted-authorities.js';
import { X509Composer } from './domain/x509/x509-composer.js';
import { BindingController } from './transport/binding.controller.js';
import { EnrolmentController } from './transport/enrolment.controller.js';
import { MeansController } from './transport/means.controller.js';
import { NoticeController } from './transport/notice.controller.js';
import { TimestampController } from './transport/timestamp.controller.js';
import { TreeHeadController } from './transport/tree-head.controller.js';

/** Controllers of enrolment and of the embedded authorities. */
export const enrolmentControllers: readonly Type[] = [
  EnrolmentController,
  MeansController,
  BindingController,
  NoticeController,
  TreeHeadController,
  TimestampController,
];

/** Use cases and adapters of enrolment and of the embedded authorities. `sam.module.ts` adds them to its own. */
export const enrolmentProviders: readonly Provider[] = [
  // Ports
  adapt(EnrolmentRows, PostgresEnrolmentRows, DataSource),
  adapt(OfferRows, PostgresOfferedMeans, DataSource),
  adapt(ChangeRows, PostgresChangeRows, DataSource),
  adapt(CertificateRegister, PostgresCertificateRegister, DataSource),
  adapt(AuthorityStateRows, PostgresAuthorityStates, DataSource),
  adapt(X509Composer, Asn1X509Composer),
  adapt(TimestampComposer, Asn1TimestampComposer),
  adapt(CertificateReader, Asn1CertificateReader),
  adapt(CertificateFieldReader, Asn1CertificateFields),

  // The embedded authorities
  {
    provide: AuthorityStates,
    useFactory: (rows: AuthorityStateRows, token: Token, transactions: Transactions) => AuthorityStates.open(rows, token, transactions),
    inject: [AuthorityStateRows, Token, Transactions],
  },
  build(Revocations, CertificateRegister, CertificateReader, AuthorityStates, Transactions),
  build(IssuedCertificates, CertificateRegister, CertificateReader, Revocations, TrustRecords, Transactions),
  build(FitCertificates, X509Composer, CertificateFieldReader, Transactions, Clock),
  build(CertificateIssuance, FitCertificates, CertificateRegister, Transactions, Token, Clock),
  build(Authorities, AuthorityKeys, IssuedCertificates, CertificateIssuance, PublicationAddresses, Clock),
  build(SignerRecords, TrustRecords, KeyStore, Policies),
  build(ComposeCertificate, SignerRecords, Authorities, IssuedCertificates, CertificateIssuance),

  // Logs and time-stamps
  build(SignTreeHead, AuthorityStates, AuthorityKeys, Transactions, Clock, Refusals),
  build(TimestampTurns, AuthorityStates, Transactions, Token, TrustedClock, Refusals),
  build(ComposeTimestamp, TimestampTurns, Authorities, TimestampComposer, TimestampPolicy, Transactions),

  // Enrolment
  build(Enrolments, EnrolmentRows, MeansOffers, Token, Transactions, Clock),
  build(EnrolmentRules, Policies, AlgorithmRules, IdentityProviders, TrustRecords, Clock),
  build(ComposeEnrolment, AuthorityKeys, Token, Clock),
  build(OpenEnrolment, EnrolmentRules, KeyStore, ComposeEnrolment, Enrolments, Refusals),
  build(SamePerson, TrustRecords),
  build(RenewalRules, TrustRecords, Clock),
  build(RenewalParts, OpenEnrolment, ComposeEnrolment, Enrolments),
  build(OpenRenewal, RenewalRules, EnrolmentRules, RenewalParts, Refusals),
  build(EnrolmentOpenings, OpenEnrolment, OpenRenewal, OpenSession),
  build(EnrolmentProof, IdentityProviders, IdTokenVerifier, Policies, SamePerson),
  build(CertificationRequests, KeyStore, X509Composer),
  build(AcceptanceLedger, Enrolments, EvidenceLedger, MeansCounters, TrustRecords, Clock),
  build(AcceptEnrolment, Enrolments, EnrolmentProof, CertificationRequests, AcceptanceLedger, Refusals),
  build(OutsideCertificates, TrustedAuthorities, CertificateReader, CertificateFieldReader, Clock),
  build(CertificateJudge, SignerRecords, Authorities, OutsideCertificates, CertificateReader, Clock),
  build(BindRenewal, TrustRecords, CertificateJudge, Enrolments, Revocations, Clock),
  build(ReplaceCredential, TrustRecords, CredentialEnds, Transactions),
  build(Renewals, BindRenewal, ReplaceCredential, BindSession),
  build(BindCertificate, TrustRecords, CertificateJudge, Enrolments, Renewals, Refusals),
  build(EnrolmentSteps, AcceptEnrolment, BindCertificate),
  build(DestroyKey, Enrolments, TrustRecords, EndKey, EndSession),

  // Means and their changes
  build(MeansOffers, OfferRows, Token, Transactions),
  build(MakeMeans, PasskeyVerifier, TypedSecrets, MakePin, MakeTotp),
  build(OfferSubjectsByPrefix, Enrolments, Changes),
  build(OfferRules, TrustRecords, Policies),
  build(OfferMeans, OfferSubjectsByPrefix, OfferRules, MakeMeans, MeansOffers, Refusals),
  build(Changes, ChangeRows, MeansOffers, Token, Transactions, Clock),
  build(CheckChange, TrustRecords, Policies, ChangeRows, Clock),
  build(ComposeChange, AuthorityKeys, Token, MeansForPage, Clock),
  build(OpenChange, CheckChange, ComposeChange, Changes, Refusals),
  build(AbandonChange, ChangeRows, Transactions),
  build(ChangeNotices, Notices, Transactions, Clock),
  build(SendNotice, TrustRecords, Notices, Clock),
  build(SignatureNotices, TrustRecords, Policies, ChangeNotices, Clock),
  build(CompleteChange, TrustRecords, MeansCounters, ChangeNotices, Clock),
  build(ChangeDrafts, Changes, EvidenceLedger, CompleteChange),
  build(SuspendCredential, TrustRecords, ChangeNotices, Transactions),
  build(EndKey, KeyStore, Revocations, Destructions, Clock),
  build(EndActivations, ActivationRows, AbandonActivation, Clock),
  build(CredentialEnds, EndKey, EndActivations, ChangeNotices),
  build(DestroyCredential, Changes, TrustRecords, CredentialEnds, Transactions),
  build(KeyDestructions, DestroyKey, DestroyCredential),
  build(DescribeBinding, TrustRecords, Policies, MeansCounters, Clock),
  build(ListSignatures, TrustRecords, ActivationRows, Activations),
];
