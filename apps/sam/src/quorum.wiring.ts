import type { Provider, Type } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { adapt, build, Log, type ConfigOf } from '@paraph/platform';
import { DataSource } from 'typeorm';
import { SimpleWebAuthnPasskeyVerifier } from './adapters/evidence-passkey/simple-webauthn-passkey-verifier.js';
import { JoseSignedKeySets } from './adapters/oidc-evidence/jose-signed-key-sets.js';
import { PostgresProposalRows } from './adapters/postgres/postgres-proposal-rows.js';
import { ContainedKeys } from './domain/containers/contained-keys.js';
import { IdentityProviders } from './domain/evidence/oidc/identity-provider.js';
import { PasskeyEvidence } from './domain/evidence/passkey/passkey-evidence.js';
import { ReopenJournal } from './domain/journal/reopen-journal.js';
import { AuthorityKeys } from './domain/keys/authority-keys.js';
import { EvidenceLedger } from './domain/ports/evidence-ledger.js';
import { MeansCounters } from './domain/ports/means-counters.js';
import { Notices } from './domain/ports/notices.js';
import { PasskeyVerifier } from './domain/ports/passkey-verifier.js';
import { Policies } from './domain/ports/policies.js';
import { SignedKeySets } from './domain/ports/signed-key-sets.js';
import { Token } from './domain/ports/token.js';
import { Transactions } from './domain/ports/transactions.js';
import { RecordedProviders } from './domain/providers/recorded-providers.js';
import { RenewProviderKeys } from './domain/providers/renew-provider-keys.js';
import type { QuorumActs } from './domain/quorum/acts/act.js';
import { allActs } from './domain/quorum/acts/all-acts.js';
import { ApproveProposal } from './domain/quorum/approve-proposal.js';
import { ComposeProposal } from './domain/quorum/compose-proposal.js';
import { DescribeProposal } from './domain/quorum/describe-proposal.js';
import { FoundQuorum } from './domain/quorum/found-quorum.js';
import { ProposalRows } from './domain/quorum/proposal-rows.js';
import { Proposals } from './domain/quorum/proposals.js';
import { ProposeAct } from './domain/quorum/propose-act.js';
import { VerifyApproval } from './domain/quorum/verify-approval.js';
import { TrustRecords } from './domain/records/trust-records.js';
import { Refusals } from './domain/refusals.js';
import { EndIssuingAuthority } from './domain/x509/end-issuing-authority.js';
import { DescribeServiceEnd } from './domain/service-end/describe-service-end.js';
import { ServiceEnd } from './domain/service-end/service-end.js';
import type { samConfig } from './sam.config.js';
import { QuorumFounding } from './transport/quorum-founding.js';
import { ProposalListController } from './transport/proposal-list.controller.js';
import { QuorumController } from './transport/quorum.controller.js';

/** What a quorum can do, as one thing to inject. */
abstract class Acts {}

type RenewalParts = [RecordedProviders, SignedKeySets, TrustRecords, Transactions, Clock, Refusals];
type ActTokens = [
  ...[TrustRecords, RecordedProviders, Policies, PasskeyVerifier, MeansCounters, Notices, Clock, ReopenJournal, EndIssuingAuthority],
  ...[ContainedKeys, ServiceEnd, DescribeServiceEnd],
];
type ApprovalParts = [VerifyApproval, QuorumActs, TrustRecords, Transactions, Proposals, EvidenceLedger, MeansCounters, Refusals, Clock];

/** Controllers of proposals and of providers' keys. */
export const quorumControllers: readonly Type[] = [QuorumController, ProposalListController];

/** Passkeys, the quorum, and the keys of identity providers. `sam.module.ts` adds them to its own. */
export function quorumProviders({ trust, origins }: ConfigOf<typeof samConfig.shape>): Provider[] {
  return [
    // Passkeys
    {
      provide: PasskeyVerifier,
      useFactory: (clock: Clock) => new SimpleWebAuthnPasskeyVerifier(origins.approval, trust.attestation ?? [], clock),
      inject: [Clock],
    },
    build(PasskeyEvidence, PasskeyVerifier, MeansCounters),

    // Identity providers
    { provide: RecordedProviders, useFactory: (records: TrustRecords) => new RecordedProviders(trust.providers, records), inject: [TrustRecords] },
    { provide: IdentityProviders, useExisting: RecordedProviders },
    adapt(SignedKeySets, JoseSignedKeySets),
    {
      provide: RenewProviderKeys,
      useFactory: (...[providers, keySets, records, transactions, clock, refusals]: RenewalParts) =>
        new RenewProviderKeys(providers, keySets, { records, transactions }, clock, refusals),
      inject: [RecordedProviders, SignedKeySets, TrustRecords, Transactions, Clock, Refusals],
    },

    // The quorum
    build(FoundQuorum, TrustRecords, PasskeyVerifier, Transactions),
    {
      provide: QuorumFounding,
      useFactory: (found: FoundQuorum, log: Log) => new QuorumFounding(trust.quorum, found, log),
      inject: [FoundQuorum, Log],
    },
    adapt(ProposalRows, PostgresProposalRows, DataSource),
    {
      provide: Proposals,
      useFactory: (rows: ProposalRows, token: Token, transactions: Transactions) => Proposals.open(rows, token, transactions),
      inject: [ProposalRows, Token, Transactions],
    },
    build(ComposeProposal, AuthorityKeys, Token, Clock),
    {
      provide: Acts,
      useFactory: (...[records, providers, policies, passkeys, counters, notices, clock, reopening, ending, contained, end, describe]: ActTokens) =>
        allActs({ records, providers, policies, passkeys, counters, notices, clock, reopening, ending, contained, service: { end, describe } }),
      inject: [
        ...[TrustRecords, RecordedProviders, Policies, PasskeyVerifier, MeansCounters, Notices, Clock, ReopenJournal, EndIssuingAuthority],
        ...[ContainedKeys, ServiceEnd, DescribeServiceEnd],
      ],
    },
    {
      provide: ProposeAct,
      useFactory: (records: TrustRecords, acts: QuorumActs, compose: ComposeProposal, proposals: Proposals, refusals: Refusals) =>
        new ProposeAct(records, acts, compose, proposals, refusals),
      inject: [TrustRecords, Acts, ComposeProposal, Proposals, Refusals],
    },
    build(DescribeProposal, Proposals, TrustRecords, Clock),
    build(VerifyApproval, PasskeyVerifier, MeansCounters, Clock),
    {
      provide: ApproveProposal,
      useFactory: (...[verify, acts, records, transactions, proposals, evidence, counters, refusals, clock]: ApprovalParts) =>
        new ApproveProposal(records, verify, acts, { transactions, proposals, evidence, counters, refusals }, clock),
      inject: [VerifyApproval, Acts, TrustRecords, Transactions, Proposals, EvidenceLedger, MeansCounters, Refusals, Clock],
    },
  ];
}
