import { ServiceError, type TransactionStage } from '@paraph/contracts';
import { askedParticulars } from '../asked-particulars.js';
import type { EventFilter, EventLog } from '../event-log.js';
import type { ReadingRecord } from '../read-events.js';
import type { OwnView } from '../readers/own-view.js';
import type { Reader } from '../readers/reader.js';
import { contradictions, missingStages, type Contradiction } from './doubts.js';
import { GatherTransaction } from './gather-transaction.js';
import { summarise, type TransactionSummary } from './summarise.js';
import { tieSteps, type Step } from './tie-steps.js';
import { activationOf, readTexts, type ToldEvent } from './told-event.js';

/** How many events are looked through for transactions: one transaction has a few of each. */
const LOOKED_THROUGH = 400;

/** A means by which the signer showed who they are. */
export interface GivenMeans {
  readonly kind: string;
  readonly meansId?: string;
  readonly at: string;
  readonly position: number;
}

/** One transaction, told step by step. */
export interface Transaction extends TransactionSummary {
  readonly attemptIds: readonly string[];
  readonly digests: readonly string[];
  readonly means: readonly GivenMeans[];
  readonly steps: readonly Step[];
  readonly missing: readonly TransactionStage[];
  readonly contradictions: readonly Contradiction[];
}

/** By what transactions are looked for. */
export interface TransactionQuestion extends Pick<EventFilter, 'correlationId' | 'from' | 'to'> {
  readonly digest?: string;
  readonly credential?: string;
}

/** Tells the stories of signatures to whoever may hear them. */
export class ReadTransactions {
  private readonly gather: GatherTransaction;

  constructor(
    private readonly log: EventLog,
    private readonly own: OwnView,
    private readonly record: ReadingRecord,
  ) {
    this.gather = new GatherTransaction(log);
  }

  /** The latest first. */
  async find(reader: Reader, question: TransactionQuestion, limit: number): Promise<readonly TransactionSummary[]> {
    const visible = await this.own.narrow(reader, filterOf(question));
    const found = visible === undefined ? [] : await this.log.read(visible, { before: Number.MAX_SAFE_INTEGER, limit: LOOKED_THROUGH });
    const activations = [...new Set(readTexts(found).flatMap((one) => activationOf(one) ?? []))].slice(0, limit);
    await this.record.read(reader, { view: 'transactions', ...askedParticulars(question), count: String(activations.length) });
    return Promise.all(activations.map(async (activationId) => summarise(activationId, await this.gather.own(activationId))));
  }

  /** @throws ServiceError transaction.unknown, also for one that is not the reader's */
  async describe(reader: Reader, transactionId: string): Promise<Transaction> {
    await this.record.read(reader, { view: 'transaction', transactionId });
    const activationId = transactionId.startsWith('act_') ? transactionId : await this.activationOf(transactionId);
    const own = activationId === undefined ? [] : await this.gather.own(activationId);
    if (activationId === undefined || own.length === 0 || !(await this.isOwn(reader, own)))
      throw new ServiceError('transaction.unknown', 'no such transaction');
    const story = await this.gather.whole(own);
    return {
      ...summarise(activationId, own),
      attemptIds: [...new Set(own.flatMap(({ says }) => says.particulars['attemptId'] ?? []))],
      digests: own.flatMap(({ says }) => says.digests ?? []),
      means: story.filter(({ says }) => says.type === 'evidence-given').map(meansOf),
      steps: tieSteps(story),
      missing: missingStages(story),
      contradictions: contradictions(own, story),
    };
  }

  /** Of an attempt there is one activation; of the correlation of a request, the first that it names. */
  private async activationOf(name: string): Promise<string | undefined> {
    const events = readTexts(await this.log.read({ terms: [name] }, { after: -1, limit: LOOKED_THROUGH }));
    return events.map(activationOf).find((one) => one !== undefined);
  }

  private async isOwn(reader: Reader, events: readonly ToldEvent[]): Promise<boolean> {
    for (const { logged } of events) if (await this.own.has(reader, logged)) return true;
    return false;
  }
}

function filterOf({ digest, credential, correlationId, from, to }: TransactionQuestion): EventFilter {
  const terms = [digest, credential].filter((term) => term !== undefined);
  // A digest stands in what was signed; without one, each transaction is found once, where it began.
  const isOfCredential = credential !== undefined && digest === undefined && correlationId === undefined;
  return {
    terms,
    ...(isOfCredential && { types: ['activation-opened'] }),
    ...(correlationId === undefined ? {} : { correlationId }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}

function meansOf({ logged, says: { particulars, occurredAt } }: ToldEvent): GivenMeans {
  const { kind = '', meansId, authenticatedAt } = particulars;
  const at = new Date(authenticatedAt ?? occurredAt);
  return { kind, ...(meansId === undefined ? {} : { meansId }), at: Number.isNaN(at.getTime()) ? occurredAt : at.toISOString(), position: logged.position };
}
