import type { Provider, Type } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { adapt, build, Bus, Outbox } from '@paraph/platform';
import { DataSource } from 'typeorm';
import { AuthorityHttp } from './adapters/http/authority-http.js';
import { PostgresIssuedCertificates } from './adapters/revocation/postgres-issued-certificates.js';
import { PostgresRevocationOrders } from './adapters/revocation/postgres-revocation-orders.js';
import { Asn1StatusAnswerJudge } from './adapters/status/asn1-status-answer-judge.js';
import { BusCredentialEnd } from './adapters/status/bus-credential-end.js';
import { DerRevocationListJudge } from './adapters/status/der-revocation-list-judge.js';
import { HttpStatementSource } from './adapters/status/http-statement-source.js';
import { PostgresNotices } from './adapters/status/postgres-notices.js';
import { PostgresWatchLedger } from './adapters/status/postgres-watch-ledger.js';
import { Authorities } from './domain/authorities.js';
import { CarryOutRevocations } from './domain/revocation/carry-out-revocations.js';
import { IssuedCertificates } from './domain/revocation/issued-certificates.js';
import { RevocationOrders } from './domain/revocation/revocation-orders.js';
import { RevokeCertificate } from './domain/revocation/revoke-certificate.js';
import { CheckStatements } from './domain/status-watch/check-statements.js';
import { CredentialEnd } from './domain/status-watch/credential-end.js';
import { FindProof } from './domain/status-watch/find-proof.js';
import { FollowNotices } from './domain/status-watch/follow-notices.js';
import { LookAtAnswers, type Asking } from './domain/status-watch/look-at-answers.js';
import { LookAtList } from './domain/status-watch/look-at-list.js';
import { Notices } from './domain/status-watch/notices.js';
import { RevocationListJudge, StatementSource, StatusAnswerJudge } from './domain/status-watch/status-readers.js';
import { WatchAuthorities } from './domain/status-watch/watch-authorities.js';
import { WatchLedger } from './domain/status-watch/watch-ledger.js';
import { RevocationFigures } from './transport/revocation-figures.js';
import { RevocationController } from './transport/revocation.controller.js';
import { RevocationTimer } from './transport/revocation.timer.js';

/** Controllers of revocations. */
export const revocationControllers: readonly Type[] = [RevocationController];

/** Revocations in both directions: those that are ordered here, and those that authorities tell of. */
export function revocationProviders(): readonly Provider[] {
  return [
    adapt(RevocationOrders, PostgresRevocationOrders, DataSource, Outbox),
    adapt(IssuedCertificates, PostgresIssuedCertificates, DataSource),
    build(CarryOutRevocations, RevocationOrders, IssuedCertificates, Authorities, Clock),
    build(RevokeCertificate, RevocationOrders, CarryOutRevocations, Clock),
    ...watchProviders(),
    RevocationFigures,
    RevocationTimer,
  ];
}

function watchProviders(): readonly Provider[] {
  return [
    adapt(WatchLedger, PostgresWatchLedger, DataSource, Outbox),
    adapt(Notices, PostgresNotices, DataSource, Outbox),
    adapt(CredentialEnd, BusCredentialEnd, Bus),
    adapt(RevocationListJudge, DerRevocationListJudge),
    adapt(StatusAnswerJudge, Asn1StatusAnswerJudge),
    // Statements are public and signed: they are asked for without any name or certificate of ours.
    { provide: StatementSource, useFactory: () => new HttpStatementSource(new AuthorityHttp()) },
    build(LookAtList, StatementSource, RevocationListJudge, WatchLedger, Notices, Clock),
    {
      provide: LookAtAnswers,
      useFactory: (source: StatementSource, judge: StatusAnswerJudge, names: RevocationListJudge, ...[ledger, notices, clock]: [WatchLedger, Notices, Clock]) =>
        new LookAtAnswers({ source, judge, names } satisfies Asking, ledger, notices, clock),
      inject: [StatementSource, StatusAnswerJudge, RevocationListJudge, WatchLedger, Notices, Clock],
    },
    {
      provide: FindProof,
      useFactory: ({ external }: Authorities, ledger: WatchLedger, answers: LookAtAnswers, ...[lists, clock]: [RevocationListJudge, Clock]) =>
        new FindProof(external, ledger, answers, lists, clock),
      inject: [Authorities, WatchLedger, LookAtAnswers, RevocationListJudge, Clock],
    },
    {
      provide: WatchAuthorities,
      useFactory: ({ external }: Authorities, ledger: WatchLedger, list: LookAtList, ...[answers, names, clock]: [LookAtAnswers, RevocationListJudge, Clock]) =>
        new WatchAuthorities(external, ledger, { crl: list, ocsp: answers }, names, clock),
      inject: [Authorities, WatchLedger, LookAtList, LookAtAnswers, RevocationListJudge, Clock],
    },
    {
      provide: CheckStatements,
      useFactory: (source: StatementSource, lists: RevocationListJudge, answers: StatusAnswerJudge, clock: Clock) =>
        new CheckStatements(source, { lists, answers }, clock),
      inject: [StatementSource, RevocationListJudge, StatusAnswerJudge, Clock],
    },
    build(FollowNotices, Notices, FindProof, CredentialEnd, RevocationOrders, Clock),
  ];
}
