import { newId } from '@paraph/kernel';
import { ChooseDigests } from '../src/domain/activation/choose-digests.js';
import { SealedProgress } from '../src/domain/activation/sealed-progress.js';
import { AnnounceResults } from '../src/domain/jobs/announce-results.js';
import { JobLedger } from '../src/domain/jobs/job-ledger.js';
import { JudgeJob } from '../src/domain/jobs/judge-job.js';
import { PollJob, type JobAnswer } from '../src/domain/jobs/poll-job.js';
import { SealedJobs } from '../src/domain/jobs/sealed-jobs.js';
import { SignJobs } from '../src/domain/jobs/sign-jobs.js';
import type { JobLimits, JobRequest } from '../src/domain/jobs/signing-job.js';
import { TakeJob } from '../src/domain/jobs/take-job.js';
import { KeyStore } from '../src/domain/keys/key-store.js';
import { Announcer } from '../src/domain/ports/announcer.js';
import type { Token } from '../src/domain/ports/token.js';
import type { Transactions } from '../src/domain/ports/transactions.js';
import { UsableCredentials } from '../src/domain/records/usable-credential.js';
import { Refusals } from '../src/domain/refusals.js';
import { ActivationLedger, LEDGER_LIMITS } from '../src/domain/signing/activation-ledger.js';
import { LedgerGroup } from '../src/domain/signing/ledger-group.js';
import { MatchRequest } from '../src/domain/signing/match-request.js';
import { ReconcileAttempts } from '../src/domain/signing/reconcile-attempts.js';
import { ReserveSignatures } from '../src/domain/signing/reserve-signatures.js';
import { SignReserved } from '../src/domain/signing/sign-reserved.js';
import type { Stores } from './stores.js';
import type { TestSigner, World } from './world.js';

/** Courier as tests have it: it keeps what it was told to announce, and refuses while a test says so. */
export class FakeAnnouncer extends Announcer {
  readonly announced: { readonly responseId: string; readonly address: string }[] = [];
  refusal: Error | undefined;
  tries = 0;

  override announce(responseId: string, address: string): Promise<void> {
    this.tries += 1;
    if (this.refusal) return Promise.reject(this.refusal);
    this.announced.push({ responseId, address });
    return Promise.resolve();
  }
}

/** What of a replica a test may give instead of the world's. */
export interface JobsReplicaParts {
  readonly stores?: Stores;
  readonly token?: Token;
  readonly transactions?: Transactions;
  readonly limits?: Partial<JobLimits>;
  readonly announcer?: FakeAnnouncer;
}

const LIMITS: JobLimits = { waiting: 1_000, waitingOfClient: 500, signWithinMs: 3_600_000 };

/** What signs later in one process of the SAM. */
export class JobsReplica {
  readonly take: TakeJob;
  readonly sign: SignJobs;
  readonly poll: PollJob;
  readonly announce: AnnounceResults;
  readonly reconcile: ReconcileAttempts;
  readonly ledger: JobLedger;

  private constructor(
    private readonly world: World<Stores, Token>,
    { progress, seals }: { readonly progress: SealedProgress; readonly seals: SealedJobs },
    { stores, token, transactions, limits, announcer }: Required<JobsReplicaParts>,
  ) {
    const { journal, evidence, jobs } = stores;
    const { clock } = world;
    const credentials = new UsableCredentials(world.records, world.algorithms, clock, world.containers);
    const reservations = new ActivationLedger(
      new LedgerGroup(transactions, { progress, journal, used: evidence, days: world.days }, clock),
      transactions,
      clock,
      {
        ...LEDGER_LIMITS,
        pausesMs: [1, 2, 4],
      },
    );
    this.ledger = new JobLedger({ jobs, journal, used: evidence, progress, days: world.days }, seals, transactions, clock, { ...LIMITS, ...limits });
    const late = { choose: new ChooseDigests(world.activations, world.policies, evidence, clock), journal };
    const reserve = new ReserveSignatures(new MatchRequest(world.activations, world.records, credentials), late);
    this.take = new TakeJob(world.verifySad, reserve, this.ledger, new Refusals(transactions));
    const signReserved = new SignReserved(new KeyStore(stores.keys, token, transactions), reservations);
    const steps = { judge: new JudgeJob(world.records, credentials), ledger: this.ledger, reservations, signReserved };
    this.sign = new SignJobs(jobs, seals, steps, transactions, clock);
    this.poll = new PollJob(jobs, seals, journal, transactions, clock);
    this.announce = new AnnounceResults(jobs, seals, announcer, clock, () => 1);
    this.reconcile = new ReconcileAttempts(journal, progress, transactions, clock);
  }

  /** One more process beside a world's own. */
  static async of(
    world: World<Stores, Token>,
    { stores = world.stores, token = world.token, transactions = stores.transactions, limits = {}, announcer = new FakeAnnouncer() }: JobsReplicaParts = {},
  ): Promise<JobsReplica> {
    const progress = await SealedProgress.open(stores.activations, world.token);
    const seals = await SealedJobs.open(world.token);
    return new JobsReplica(world, { progress, seals }, { stores, token, transactions, limits, announcer });
  }

  /** A good request to sign these documents later. */
  request(signer: TestSigner, sad: string, documents?: readonly string[]): JobRequest {
    return { ...this.world.request(signer, sad, documents), attemptId: newId('att'), validityMs: 60_000 };
  }

  /** What the world's client is told of a job; or the code it is refused with. */
  async polled(responseId: string): Promise<JobAnswer | string> {
    try {
      return await this.poll.run({ responseId, clientId: this.world.clientId });
    } catch (error) {
      return (error as { code?: string }).code ?? String(error);
    }
  }
}
