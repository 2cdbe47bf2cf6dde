import { isErrorCode, ServiceError, type ErrorCode } from '@paraph/contracts';
import { idPattern, type Clock } from '@paraph/kernel';
import type { JobRows } from '../ports/job-rows.js';
import type { SigningJournal } from '../ports/signing-journal.js';
import type { Transactions } from '../ports/transactions.js';
import { tampered } from '../records/tampered.js';
import { failureOf, firstCause, signaturesOf } from '../signing/outcome.js';
import type { SealedJobs } from './sealed-jobs.js';

/** A question for the signatures of a job. */
export interface JobQuestion {
  readonly responseId: string;
  readonly clientId: string;
  readonly signerId?: string | undefined;
}

/** What a poll is told. */
export type JobAnswer = { readonly state: 'waiting' } | { readonly state: 'signed'; readonly signatures: readonly string[] };

const ATTEMPT = idPattern('att');

/** How a job may fail: what else a token may say is a refusal of its. */
const FAILURES: readonly ErrorCode[] = [
  'attempt.partial',
  'credential.disabled',
  'credential.certificate_expired',
  'algorithm.unsupported',
  'sad.invalid',
  'hsm.refused',
  'hsm.ambiguous',
  'hsm.unavailable',
  'record.tampered',
];

/** Tells the client and the signer of a job what became of it, for as long as its result is kept. Changes nothing. */
export class PollJob {
  constructor(
    private readonly jobs: JobRows,
    private readonly seals: SealedJobs,
    private readonly journal: SigningJournal,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws `attempt.unknown` for what is not there, not theirs, or kept no longer; then as the signing failed: `attempt.partial`, `credential.disabled`,
   * `credential.certificate_expired`, `algorithm.unsupported`, `sad.invalid`, `hsm.refused`, `hsm.ambiguous`, `hsm.unavailable`, `record.tampered`
   */
  async run({ responseId, clientId, signerId }: JobQuestion): Promise<JobAnswer> {
    // What no database can hold names nothing.
    const row = ATTEMPT.test(responseId) ? await this.jobs.find(responseId) : undefined;
    if (!row) throw unknown();
    const job = this.seals.read(responseId, row);
    // Whose it is, only the sealed text says.
    if (!job) throw await tampered(this.transactions, 'signing-job', responseId);
    if (job.clientId !== clientId || (signerId !== undefined && job.signerId !== signerId)) throw unknown();
    if (!row.endedAt) return { state: 'waiting' };
    if (this.clock.now().getTime() >= row.endedAt.getTime() + job.validityMs) throw unknown();
    const { outcome } = (await this.journal.read(responseId)) ?? {};
    if (!outcome) throw unknown();
    const cause = firstCause(outcome);
    if (cause === undefined) return { state: 'signed', signatures: signaturesOf(outcome) };
    const failure = failureOf(outcome);
    if (isErrorCode(failure.code) && FAILURES.includes(failure.code)) throw failure;
    throw new ServiceError('hsm.refused', 'the token refused this attempt before it signed', { cause: failure });
  }
}

function unknown(): ServiceError {
  return new ServiceError('attempt.unknown', 'no such request');
}
