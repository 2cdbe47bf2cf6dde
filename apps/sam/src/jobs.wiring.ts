import type { Provider, Type } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { adapt, build, Bus, type ConfigOf } from '@paraph/platform';
import { DataSource } from 'typeorm';
import { BusAnnouncer } from './adapters/bus-announcer.js';
import { PostgresJobRows } from './adapters/postgres/postgres-job-rows.js';
import { SealedProgress } from './domain/activation/sealed-progress.js';
import { ContainerDays } from './domain/containers/container-days.js';
import { TrustedClock } from './domain/clock/trusted-clock.js';
import { AnnounceResults } from './domain/jobs/announce-results.js';
import { JobLedger } from './domain/jobs/job-ledger.js';
import { JudgeJob } from './domain/jobs/judge-job.js';
import { PollJob } from './domain/jobs/poll-job.js';
import { SealedJobs } from './domain/jobs/sealed-jobs.js';
import { SignJobs } from './domain/jobs/sign-jobs.js';
import { TakeJob } from './domain/jobs/take-job.js';
import { Announcer } from './domain/ports/announcer.js';
import { EvidenceLedger } from './domain/ports/evidence-ledger.js';
import { JobRows } from './domain/ports/job-rows.js';
import { SigningJournal } from './domain/ports/signing-journal.js';
import { Token } from './domain/ports/token.js';
import { Transactions } from './domain/ports/transactions.js';
import { TrustRecords } from './domain/records/trust-records.js';
import { UsableCredentials } from './domain/records/usable-credential.js';
import { Refusals } from './domain/refusals.js';
import { ActivationLedger } from './domain/signing/activation-ledger.js';
import { ReserveSignatures } from './domain/signing/reserve-signatures.js';
import { SignReserved } from './domain/signing/sign-reserved.js';
import { VerifySad } from './domain/signing/verify-sad.js';
import type { samConfig } from './sam.config.js';
import { AsynchronousController } from './transport/asynchronous.controller.js';
import { JobPace, JobsTimer, JobWork } from './transport/jobs.timer.js';

type Config = ConfigOf<typeof samConfig.shape>;
type LedgerParts = [JobRows, SigningJournal, EvidenceLedger, SealedProgress, ContainerDays, SealedJobs, Transactions, TrustedClock];
type SigningParts = [JobRows, SealedJobs, JudgeJob, JobLedger, ActivationLedger, SignReserved, Transactions, TrustedClock];

/** Controllers of what is signed later. */
export const jobsControllers: readonly Type[] = [AsynchronousController];

/** What is signed later, fetched and announced. `sam.module.ts` adds it to its own. */
export function jobsProviders({ jobs }: Config): readonly Provider[] {
  const limits = { waiting: jobs.mostWaiting, waitingOfClient: jobs.mostWaitingOfClient, signWithinMs: jobs.signWithinSeconds * 1_000 };
  return [
    adapt(JobRows, PostgresJobRows, DataSource),
    adapt(Announcer, BusAnnouncer, Bus),
    { provide: SealedJobs, useFactory: (token: Token) => SealedJobs.open(token), inject: [Token] },
    {
      provide: JobLedger,
      useFactory: (...[rows, journal, used, progress, days, seals, transactions, clock]: LedgerParts) =>
        new JobLedger({ jobs: rows, journal, used, progress, days }, seals, transactions, clock, limits),
      inject: [JobRows, SigningJournal, EvidenceLedger, SealedProgress, ContainerDays, SealedJobs, Transactions, TrustedClock],
    },
    build(TakeJob, VerifySad, ReserveSignatures, JobLedger, Refusals),
    build(JudgeJob, TrustRecords, UsableCredentials),
    {
      provide: SignJobs,
      useFactory: (...[rows, seals, judge, ledger, reservations, signReserved, transactions, clock]: SigningParts) =>
        new SignJobs(rows, seals, { judge, ledger, reservations, signReserved }, transactions, clock),
      inject: [JobRows, SealedJobs, JudgeJob, JobLedger, ActivationLedger, SignReserved, Transactions, TrustedClock],
    },
    build(PollJob, JobRows, SealedJobs, SigningJournal, Transactions, Clock),
    build(AnnounceResults, JobRows, SealedJobs, Announcer, Clock),
    build(JobWork, SignJobs, AnnounceResults, JobRows, Clock),
    { provide: JobPace, useValue: new JobPace(jobs.atOnce, jobs.announcementsAtOnce) },
    JobsTimer,
  ];
}
