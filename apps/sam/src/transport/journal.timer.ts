import type { OnApplicationBootstrap } from '@nestjs/common';
import type { Log, Metrics, Readiness } from '@paraph/platform';
import type { Closure, Journal } from '../domain/journal/journal.js';
import type { Trouble, WatchJournal } from '../domain/journal/watch-journal.js';
import type { Replicas } from '../domain/ports/replicas.js';
import type { Transactions } from '../domain/ports/transactions.js';

/** How often a closed journal is tried again. */
const CLOSED_MS = 1_000;

/** How soon one stop after another is told of: whoever mistypes a PIN again and again shall not wear a token out. */
const HURRY_MS = 2_000;

/** How often an open one is looked after. */
export class JournalPace {
  constructor(readonly everyMs: number) {}
}

/** Opens the journal, looks after it, and says how it is: in readiness, in figures, in the log and as events. */
export class JournalTimer implements OnApplicationBootstrap {
  private timer: NodeJS.Timeout | undefined;
  private hurried: NodeJS.Timeout | undefined;
  private hurriedAt = Number.NEGATIVE_INFINITY;
  private running: Promise<void> | undefined;
  private isStopping = false;
  private said = '';
  private readonly troubled = new Set<string>();

  constructor(
    private readonly journal: Journal,
    private readonly watch: WatchJournal,
    private readonly replicas: Replicas,
    private readonly transactions: Transactions,
    private readonly dials: JournalDials,
  ) {
    journal.listen({ changed: (closure) => this.tell(closure), stopped: () => this.hurry() });
    dials.watch(journal);
  }

  /** The first round is over before anything is answered; it need not have opened. */
  async onApplicationBootstrap(): Promise<void> {
    await this.begin(false);
    this.plan();
  }

  /** The last act of this process in the journal: nothing may be added afterwards. */
  async end(): Promise<void> {
    this.isStopping = true;
    clearTimeout(this.timer);
    clearTimeout(this.hurried);
    await this.running;
    try {
      this.report(await this.watch.end());
    } catch (error) {
      this.dials.log.error('journal-not-ended-in-order', error);
    }
    await this.replicas.close().catch((error: unknown) => this.dials.log.error('journal-connection-not-closed', error));
  }

  private plan(): void {
    if (this.isStopping) return;
    const { pace } = this.dials;
    this.timer = setTimeout(() => void this.begin(false).finally(() => this.plan()), this.journal.closed ? CLOSED_MS : pace.everyMs).unref();
  }

  private hurry(): void {
    if (this.hurried || this.isStopping) return;
    const wait = Math.max(0, this.hurriedAt + HURRY_MS - performance.now());
    this.hurried = setTimeout(() => {
      [this.hurried, this.hurriedAt] = [undefined, performance.now()];
      void this.begin(true);
    }, wait).unref();
  }

  /** One round at a time, however long it takes. */
  private begin(evenIfEarly: boolean): Promise<void> {
    if (this.isStopping) return Promise.resolve();
    // What was entered while a round is under way may have come too late for it.
    if (this.running) return evenIfEarly ? this.running.then(() => this.begin(true)) : this.running;
    this.running = this.round(evenIfEarly).finally(() => (this.running = undefined));
    return this.running;
  }

  private async round(evenIfEarly: boolean): Promise<void> {
    try {
      this.report(await this.watch.run({ evenIfEarly }));
      this.troubled.delete('round');
    } catch (error) {
      if (!this.troubled.has('round')) this.dials.log.error('journal-not-looked-after', error);
      this.troubled.add('round');
    }
    this.dials.show(this.journal);
  }

  /** Each trouble once, until it is over. */
  private report(troubles: readonly Trouble[]): void {
    const now = new Set(troubles.map(({ witness }) => witness));
    for (const { witness, error } of troubles)
      if (!this.troubled.has(witness))
        this.dials.log.warn('journal-head-not-kept', { witness, reason: error instanceof Error ? error.message : String(error) });
    for (const witness of this.troubled) if (witness !== 'round' && !now.has(witness)) this.troubled.delete(witness);
    for (const witness of now) this.troubled.add(witness);
  }

  /** An alarm, as far as it can be given: a database that lost entries may still take an event. */
  private tell(closure: Closure | undefined): void {
    // Once for each cause: each try to open it again may word it otherwise.
    const state = closure?.cause ?? 'open';
    if (state === this.said) return;
    this.said = state;
    const { epoch, sequence } = this.journal.head;
    const particulars = { epoch: String(epoch), sequence: String(sequence) };
    // To wait for audit after a start is no alarm.
    const isAlarm = closure !== undefined && closure.cause !== 'opening';
    if (isAlarm) this.dials.log.error('journal-closed', undefined, { ...closure, ...particulars });
    else this.dials.log.info(closure ? 'journal-opening' : 'journal-opened', { ...closure, ...particulars });
    if (closure && !isAlarm) return;
    const event = closure
      ? ({ type: 'journal-closed', outcome: 'failure', cause: closure.cause } as const)
      : ({ type: 'journal-opened', outcome: 'success' } as const);
    const told = this.transactions.record({
      ...event,
      actor: { kind: 'system', id: 'sam' },
      particulars: { ...particulars, ...(closure && { detail: closure.detail }) },
    });
    told.catch((error: unknown) => this.dials.log.error('journal-alarm-not-recorded', error));
  }
}

/** What the timer tells the world by. */
export class JournalDials {
  private readonly gauges;

  constructor(
    readonly log: Log,
    readonly pace: JournalPace,
    metrics: Metrics,
    private readonly readiness: Readiness,
  ) {
    this.gauges = {
      open: metrics.gauge({ name: 'sam_journal_open', help: '1 while the journal is open; nothing is signed otherwise' }),
      epoch: metrics.gauge({ name: 'sam_journal_epoch', help: 'Epoch of the journal' }),
      sequence: metrics.gauge({ name: 'sam_journal_sequence', help: 'Newest entry of the journal that this replica knows' }),
      rows: metrics.gauge({ name: 'sam_journal_remembered_rows', help: 'Rows whose newest version this replica remembers' }),
    };
  }

  /** Has readiness say whether the journal is open. */
  watch(journal: Journal): void {
    this.readiness.add('journal', async () => {
      if (journal.closed) throw new Error(journal.closed.detail);
    });
  }

  show(journal: Journal): void {
    this.gauges.open.set(journal.closed ? 0 : 1);
    this.gauges.epoch.set(journal.epoch);
    this.gauges.sequence.set(journal.head.sequence);
    this.gauges.rows.set(journal.size);
  }
}
