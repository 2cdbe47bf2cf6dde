import { Module, type DynamicModule, type OnApplicationShutdown, type Provider } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { adapt, build, Readiness, type ConfigOf } from '@paraph/platform';
import { DataSource } from 'typeorm';
import { PostgresActivationRows } from './adapters/postgres/postgres-activation-rows.js';
import { PostgresEvidenceLedger } from './adapters/postgres/postgres-evidence-ledger.js';
import { PostgresKeyRows } from './adapters/postgres/postgres-key-rows.js';
import { PostgresRecordStore } from './adapters/postgres/postgres-record-store.js';
import { PostgresSigningJournal } from './adapters/postgres/postgres-signing-journal.js';
import { AbandonActivation } from './domain/activation/abandon-activation.js';
import { Activations } from './domain/activation/activations.js';
import { ChooseDigests } from './domain/activation/choose-digests.js';
import { CheckOpening } from './domain/activation/check-opening.js';
import { ComposeStatement } from './domain/activation/compose-statement.js';
import { OpenActivation } from './domain/activation/open-activation.js';
import { SealedProgress } from './domain/activation/sealed-progress.js';
import { MeansForPage } from './domain/evidence/means-for-page.js';
import { RequestAudience, RequestObjects } from './domain/evidence/order/request-objects.js';
import { AuthorityStates } from './domain/authority-state/authority-states.js';
import { reportingTampering } from './domain/authority-state/tampered-state.js';
import { TrustedClock } from './domain/clock/trusted-clock.js';
import { ContainerDays } from './domain/containers/container-days.js';
import { UsableContainers } from './domain/containers/usable-containers.js';
import { AuthorityKeys } from './domain/keys/authority-keys.js';
import { BackupLife } from './domain/keys/backup-life.js';
import { KeyStore } from './domain/keys/key-store.js';
import { ActivationRows } from './domain/ports/activation-rows.js';
import { AlgorithmRules } from './domain/ports/algorithm-rules.js';
import { EvidenceLedger } from './domain/ports/evidence-ledger.js';
import { KeyRows } from './domain/ports/key-rows.js';
import { Policies } from './domain/ports/policies.js';
import { RecordStore } from './domain/ports/record-store.js';
import { SigningJournal } from './domain/ports/signing-journal.js';
import { Token } from './domain/ports/token.js';
import { Transactions } from './domain/ports/transactions.js';
import { RecordClient } from './domain/records/record-client.js';
import { TrustRecords } from './domain/records/trust-records.js';
import { UsableCredentials } from './domain/records/usable-credential.js';
import { Refusals } from './domain/refusals.js';
import { ActivationLedger } from './domain/signing/activation-ledger.js';
import { DescribeAttempt } from './domain/signing/describe-attempt.js';
import { EndSpentSession } from './domain/sessions/end-spent-session.js';
import { HeldKeys } from './domain/sessions/held-keys.js';
import { IssueSad } from './domain/signing/issue-sad.js';
import { LedgerGroup } from './domain/signing/ledger-group.js';
import { MatchRequest } from './domain/signing/match-request.js';
import { ReconcileAttempts } from './domain/signing/reconcile-attempts.js';
import { ReserveSignatures } from './domain/signing/reserve-signatures.js';
import { SignHash } from './domain/signing/sign-hash.js';
import { Signing } from './domain/signing/signing.js';
import { SignatureNotices } from './domain/notices/signature-notices.js';
import { SignReserved } from './domain/signing/sign-reserved.js';
import { VerifyProof } from './domain/signing/verify-proof.js';
import { VerifySad } from './domain/signing/verify-sad.js';
import { TimestampPolicy } from './domain/timestamp/compose-timestamp.js';
import { PublicationAddresses } from './domain/x509/authority.js';
import { endedPurposes } from './domain/x509/end-issuing-authority.js';
import { authoritiesControllers, authoritiesProviders } from './authorities.wiring.js';
import { certificationControllers, certificationProviders } from './certification.wiring.js';
import { codesControllers, codesProviders } from './codes.wiring.js';
import { containersControllers, containersProviders } from './containers.wiring.js';
import { destructionControllers, destructionProviders } from './destruction.wiring.js';
import { enrolmentControllers, enrolmentProviders } from './enrolment.wiring.js';
import { jobsControllers, jobsProviders } from './jobs.wiring.js';
import { journalProviders } from './journal.wiring.js';
import { evidenceControllers, evidenceProviders } from './evidence.wiring.js';
import { ordersControllers, ordersProviders } from './orders.wiring.js';
import { quorumControllers, quorumProviders } from './quorum.wiring.js';
import { samConfig } from './sam.config.js';
import { serviceEndControllers, serviceEndProviders } from './service-end.wiring.js';
import { sessionsProviders } from './sessions.wiring.js';
import { timeProviders } from './time.wiring.js';
import { tokenProviders } from './token.wiring.js';
import { ActivationController } from './transport/activation.controller.js';
import { ClientController } from './transport/client.controller.js';
import { JournalTimer } from './transport/journal.timer.js';
import { ReconciliationTimer } from './transport/reconciliation.timer.js';
import { SigningController } from './transport/signing.controller.js';

type Config = ConfigOf<typeof samConfig.shape>;
type LedgerParts = [Transactions, SealedProgress, SigningJournal, EvidenceLedger, ContainerDays, Clock];

/** Ports that need settings, or that open something. */
function settled({ trust, timestamps, origins }: Config): Provider[] {
  return [
    { provide: Policies, useValue: trust.policies },
    { provide: AlgorithmRules, useValue: trust.algorithms },
    { provide: RequestAudience, useValue: new RequestAudience(origins.identity) },
    { provide: PublicationAddresses, useValue: new PublicationAddresses(origins.ca) },
    { provide: TimestampPolicy, useValue: new TimestampPolicy(timestamps.policy) },
    { provide: AuthorityKeys, useFactory: openAuthorityKeys, inject: [KeyRows, Token, Transactions, AuthorityStates] },
    { provide: SealedProgress, useFactory: (rows: ActivationRows, token: Token) => SealedProgress.open(rows, token), inject: [ActivationRows, Token] },
  ];
}

async function openAuthorityKeys(...[rows, token, transactions, states]: [KeyRows, Token, Transactions, AuthorityStates]): Promise<AuthorityKeys> {
  const keys = new AuthorityKeys(rows, token, transactions);
  await keys.open(endedPurposes(await reportingTampering(transactions, () => states.find('authority-end', 'issuing'))));
  return keys;
}

const adapters: Provider[] = [
  adapt(RecordStore, PostgresRecordStore, DataSource),
  adapt(KeyRows, PostgresKeyRows, DataSource),
  adapt(ActivationRows, PostgresActivationRows, DataSource),
  adapt(SigningJournal, PostgresSigningJournal, DataSource),
  adapt(EvidenceLedger, PostgresEvidenceLedger, DataSource),
];

const domain: Provider[] = [
  build(TrustRecords, RecordStore, Token, Transactions),
  build(RecordClient, TrustRecords, Transactions),
  build(UsableCredentials, TrustRecords, AlgorithmRules, Clock, UsableContainers),
  build(KeyStore, KeyRows, Token, Transactions, BackupLife, HeldKeys),
  build(Refusals, Transactions),
  build(Activations, ActivationRows, Token, Transactions, SealedProgress),
  build(CheckOpening, UsableCredentials, Policies, ActivationRows, RequestObjects, TrustedClock),
  build(MeansForPage, TrustRecords),
  build(ComposeStatement, AuthorityKeys, Token, MeansForPage, Clock),
  build(OpenActivation, CheckOpening, ComposeStatement, Activations, Refusals),
  build(AbandonActivation, SealedProgress, Transactions),
  build(IssueSad, Activations, AuthorityKeys, TrustedClock, Refusals, HeldKeys),
  build(VerifySad, AuthorityKeys, VerifyProof, TrustedClock),
  build(MatchRequest, Activations, TrustRecords, UsableCredentials),
  {
    provide: LedgerGroup,
    useFactory: (...[transactions, progress, journal, used, days, clock]: LedgerParts) =>
      new LedgerGroup(transactions, { progress, journal, used, days }, clock),
    inject: [Transactions, SealedProgress, SigningJournal, EvidenceLedger, ContainerDays, Clock],
  },
  build(ActivationLedger, LedgerGroup, Transactions, Clock),
  build(SignReserved, KeyStore, ActivationLedger, EndSpentSession, SignatureNotices),
  build(ChooseDigests, Activations, Policies, EvidenceLedger, TrustedClock),
  {
    provide: ReserveSignatures,
    useFactory: (matchRequest: MatchRequest, choose: ChooseDigests, journal: SigningJournal) => new ReserveSignatures(matchRequest, { choose, journal }),
    inject: [MatchRequest, ChooseDigests, SigningJournal],
  },
  build(SignHash, VerifySad, ReserveSignatures, ActivationLedger, SignReserved, Refusals),
  build(DescribeAttempt, VerifySad, Activations, SigningJournal),
  build(Signing, IssueSad, SignHash, DescribeAttempt),
  build(ReconcileAttempts, SigningJournal, SealedProgress, Transactions, Clock),
];

@Module({})
class SamModule implements OnApplicationShutdown {
  constructor(
    private readonly token: Token,
    private readonly journal: JournalTimer,
    readiness: Readiness,
  ) {
    readiness.add('token', async () => void (await token.health()));
  }

  /** The last one out ends the journal and closes the token: by now no request is in hand, and no timer runs. */
  async onApplicationShutdown(): Promise<void> {
    await this.journal.end();
    await this.token.close();
  }
}

/** The SAM: the one place where its ports meet their adapters. */
export function samModule(config: Config): DynamicModule {
  return {
    module: SamModule,
    controllers: [
      ActivationController,
      ClientController,
      SigningController,
      ...jobsControllers,
      ...evidenceControllers,
      ...codesControllers,
      ...ordersControllers,
      ...quorumControllers,
      ...containersControllers,
      ...enrolmentControllers,
      ...destructionControllers,
      ...serviceEndControllers,
      ...authoritiesControllers,
      ...certificationControllers,
    ],
    providers: [
      ...settled(config),
      ...adapters,
      ...journalProviders(config),
      ...domain,
      ...evidenceProviders(config),
      ...codesProviders(config),
      ...ordersProviders(config),
      ...jobsProviders(config),
      ...quorumProviders(config),
      ...enrolmentProviders,
      ...sessionsProviders,
      ...destructionProviders,
      ...serviceEndProviders,
      ...containersProviders,
      ...authoritiesProviders,
      ...certificationProviders(config),
      ...tokenProviders(config),
      ...timeProviders(config),
      ReconciliationTimer,
    ],
  };
}
