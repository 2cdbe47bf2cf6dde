import type { Provider } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { adapt, build, Bus, Metrics, Replica } from '@paraph/platform';
import { DataSource } from 'typeorm';
import { PoolFigures } from './adapters/pool-figures.js';
import { PostgresSessionRows } from './adapters/postgres/postgres-session-rows.js';
import { Activations } from './domain/activation/activations.js';
import { EndActivations } from './domain/activation/end-activations.js';
import { Destructions } from './domain/destruction/destructions.js';
import { CertificateJudge } from './domain/enrolment/certificate-judge.js';
import { ComposeEnrolment } from './domain/enrolment/compose-enrolment.js';
import { EnrolmentRules } from './domain/enrolment/enrolment-rules.js';
import { Enrolments } from './domain/enrolment/enrolments.js';
import { AlgorithmRules } from './domain/ports/algorithm-rules.js';
import { Policies } from './domain/ports/policies.js';
import { Token } from './domain/ports/token.js';
import { TrustRecords } from './domain/records/trust-records.js';
import { Refusals } from './domain/refusals.js';
import { BindSession, SessionRecords } from './domain/sessions/bind-session.js';
import { EndAbandonedSession } from './domain/sessions/end-abandoned-session.js';
import { EndSession, SessionEnds, SessionStores } from './domain/sessions/end-session.js';
import { EndSpentSession } from './domain/sessions/end-spent-session.js';
import { FollowSessions } from './domain/sessions/follow-sessions.js';
import { HeldKeys } from './domain/sessions/held-keys.js';
import { KeyPools } from './domain/sessions/key-pools.js';
import { KeySource } from './domain/sessions/key-source.js';
import { OpenSession, SessionChecks, SessionPlaces } from './domain/sessions/open-session.js';
import { Presence } from './domain/sessions/presence.js';
import { SessionRows } from './domain/sessions/session-rows.js';
import { SessionRules } from './domain/sessions/session-rules.js';
import { Revocations } from './domain/x509/revocations.js';
import { AtHolder } from './transport/at-holder.js';
import { SessionsTimer } from './transport/sessions.timer.js';

/** One-session credentials: their keys, from the pool or the token to their end. */
export const sessionsProviders: readonly Provider[] = [
  adapt(SessionRows, PostgresSessionRows, DataSource),
  { provide: HeldKeys, useFactory: ({ name }: Replica, metrics: Metrics) => PoolFigures.held(new HeldKeys(name), metrics), inject: [Replica, Metrics] },
  { provide: Presence, useFactory: (rows: SessionRows, held: HeldKeys) => new Presence(rows, held), inject: [SessionRows, HeldKeys] },
  {
    provide: KeyPools,
    useFactory: (policies: Policies, token: Token, held: HeldKeys, metrics: Metrics) => {
      const figures = new PoolFigures(metrics);
      return new KeyPools(policies, token, held, (policyId, algorithm) => figures.of(policyId, algorithm));
    },
    inject: [Policies, Token, HeldKeys, Metrics],
  },
  build(KeySource, Token, KeyPools, Presence),

  // Beginning
  build(SessionRules, TrustRecords, AlgorithmRules, Clock),
  build(SessionChecks, EnrolmentRules, SessionRules),
  build(SessionPlaces, HeldKeys, Enrolments, SessionRows),
  build(OpenSession, SessionChecks, KeySource, ComposeEnrolment, SessionPlaces, Refusals),
  build(SessionRecords, TrustRecords, Enrolments, Activations),
  build(BindSession, SessionRecords, CertificateJudge, Policies, HeldKeys, Clock),

  // End
  build(SessionStores, Enrolments, TrustRecords, SessionRows),
  build(SessionEnds, EndActivations, Revocations, Destructions),
  build(EndSession, SessionStores, SessionEnds, HeldKeys, Clock),
  build(EndSpentSession, Activations, HeldKeys, EndSession),
  build(EndAbandonedSession, Activations, EndSession),
  build(FollowSessions, HeldKeys, Presence, EndSession, SessionRows, Clock),
  build(AtHolder, Bus),
  SessionsTimer,
];
