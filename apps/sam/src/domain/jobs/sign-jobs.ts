import { ServiceError, type ErrorCode } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { JobRow, JobRows } from '../ports/job-rows.js';
import type { SigningOutcome } from '../ports/signing-journal.js';
import type { Transactions } from '../ports/transactions.js';
import { tampered } from '../records/tampered.js';
import type { ActivationLedger } from '../signing/activation-ledger.js';
import type { SignReserved } from '../signing/sign-reserved.js';
import type { JobLedger } from './job-ledger.js';
import type { JudgeJob } from './judge-job.js';
import type { SealedJobs } from './sealed-jobs.js';
import type { SigningJob } from './signing-job.js';

/** How many are looked at together. */
const BATCH = 32;
/** What the token refused because it is out is asked again after this long, in milliseconds; what failed by a fault of ours too. */
const AGAIN_MS = 5_000;

/** Codes that say nothing about the job: everything waits, and this run ends. */
const PASSING: readonly ErrorCode[] = ['service.unavailable', 'hsm.unavailable', 'journal.closed', 'clock.unreliable', 'log.behind', 'deadline.exceeded'];
/** Codes that end a job before the token is asked for it. */
const FINAL: readonly ErrorCode[] = [
  'credential.disabled',
  'credential.certificate_expired',
  'credential.unknown',
  'container.state',
  'container.limit',
  'algorithm.unsupported',
  'sad.invalid',
  'hash.algorithm_unsupported',
  'hash.algorithm_missing',
  'record.tampered',
  'hsm.refused',
];

/** What became of jobs in a run. */
export interface SignedJobs {
  /** Jobs whose signatures are there. */
  readonly signed: number;
  /** Jobs that ended without them, by code. */
  readonly failed: readonly string[];
  /** Faults of ours: the job comes up again. */
  readonly faults: readonly unknown[];
}

/** Does the work of one job, as part of the request that brought it. */
export type Around = (job: Pick<SigningJob, 'correlationId'>, work: () => Promise<void>) => Promise<void>;

/** What has a job signed. */
export interface JobSteps {
  readonly judge: JudgeJob;
  readonly ledger: JobLedger;
  readonly reservations: Pick<ActivationLedger, 'callUp'>;
  readonly signReserved: SignReserved;
}

/** Has waiting jobs signed. Any number of replicas do it at the same time: the claim decides who asks the token. */
export class SignJobs {
  constructor(
    private readonly jobs: JobRows,
    private readonly seals: SealedJobs,
    private readonly steps: JobSteps,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** Signs what waits until nothing is left, or something passing is in the way; so many at once. A process that is to end begins no further one. */
  async run(atOnce: number, around: Around = (_job, work) => work(), isEnding: () => boolean = () => false): Promise<SignedJobs> {
    const tally = new Tally();
    while (!tally.isStopped && !isEnding()) {
      const rows = shuffled(await this.jobs.waiting(this.clock.now(), BATCH));
      const before = tally.moved;
      const lane = async (): Promise<void> => {
        for (let row = rows.pop(); row && !tally.isStopped && !isEnding(); row = rows.pop()) await this.one(row, tally, around);
      };
      await Promise.all(Array.from({ length: atOnce }, lane));
      if (tally.moved === before) break;
    }
    return tally;
  }

  private async one(row: JobRow, tally: Tally, around: Around): Promise<void> {
    try {
      const job = this.seals.read(row.attemptId, row);
      // Nothing of it is believed, so nothing can be ended in its name either. It stays in the database for whoever looks into it.
      if (!job) {
        await this.jobs.postpone(row.attemptId, new Date(this.clock.now().getTime() + 3_600_000));
        throw await tampered(this.transactions, 'signing-job', row.attemptId);
      }
      await around(job, () => this.sign(job, tally));
    } catch (error) {
      if (error instanceof ServiceError && PASSING.includes(error.code)) return tally.stop();
      tally.faults.push(error);
      await this.jobs.postpone(row.attemptId, new Date(this.clock.now().getTime() + AGAIN_MS)).catch(() => tally.stop());
    }
  }

  private async sign(job: SigningJob, tally: Tally): Promise<void> {
    const { ledger, reservations, signReserved } = this.steps;
    // 1. Neither its time nor its epoch is over: beyond them an old row might speak of what was signed already.
    if (job.epoch !== this.transactions.epoch) return this.end(job, { state: 'burned', code: 'hsm.ambiguous' }, tally);
    if (this.clock.now() >= new Date(job.signBy)) return this.end(job, { state: 'released', code: 'hsm.unavailable' }, tally);

    // 2. Claim, durably, before the token is asked: whoever is killed from here on has the job burned.
    const claim = await this.claim(job, tally);
    if (!claim) return;

    // 3. Sign and verify, then record, as for a request that waits for its answer.
    const reservation = reservations.callUp(claim);
    const { outcome } = await signReserved.ask(reservation);
    if (isOut(outcome) && (await ledger.putBack(job, new Date(this.clock.now().getTime() + AGAIN_MS)))) return tally.stop();
    await signReserved.conclude(reservation, outcome);
    const failed = outcome.find((one) => one.state !== 'signed');
    tally.count(failed && failed.cause);
  }

  private async claim(job: SigningJob, tally: Tally): ReturnType<JobLedger['claim']> {
    for (let tries = 0; ; tries += 1) {
      try {
        return await this.steps.ledger.claim(job, await this.steps.judge.run(job));
      } catch (error) {
        if (!(error instanceof ServiceError) || !FINAL.includes(error.code)) throw error;
        // Whoever stopped the credential between reading and claiming is found by reading again.
        if (error.code === 'record.tampered' && tries === 0) continue;
        await this.end(job, { state: 'released', code: error.code }, tally);
        return undefined;
      }
    }
  }

  private async end(job: SigningJob, { state, code }: { readonly state: 'released' | 'burned'; readonly code: ErrorCode }, tally: Tally): Promise<void> {
    if (await this.steps.ledger.end(job, state, code)) tally.count(code);
  }
}

/** The token signed nothing because it is out of service: that costs time and no authorisation. */
function isOut(outcome: SigningOutcome): boolean {
  return outcome.every((one) => one.state === 'released' && one.cause === 'hsm.unavailable');
}

class Tally implements SignedJobs {
  signed = 0;
  readonly failed: string[] = [];
  readonly faults: unknown[] = [];
  isStopped = false;

  get moved(): number {
    return this.signed + this.failed.length + this.faults.length;
  }

  count(code: string | undefined): void {
    if (code === undefined) this.signed += 1;
    else this.failed.push(code);
  }

  stop(): void {
    this.isStopped = true;
  }
}

// So that replicas that read the same rows do not all begin with the same one.
function shuffled<One>(all: readonly One[]): One[] {
  return all
    .map((one) => ({ one, at: Math.random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ one }) => one);
}
