import { setTimeout as sleep } from 'node:timers/promises';
import type { Authorised, Callers, Signed } from './callers.js';

/** One use of an authorisation, and what was answered. */
export interface Use {
  readonly authorised: Authorised;
  readonly answer: Signed;
}

/** The words of a service that is away for a while. Anything else under a fault is a bug. */
const CLOSED = ['service.unavailable', 'deadline.exceeded', 'hsm.unavailable', 'hsm.refused', 'clock.unreliable', 'log.behind', 'journal.closed'];
/** The outcome is unknown: what was asked stays spent. */
const UNKNOWN = 'hsm.ambiguous';
/** What a second use of a spent authorisation hears. */
const SPENT = ['sad.spent', 'hash.not_authorised'];

/** Signs prepared documents with so many in flight until it is told to stop; each document is authorised once and asked for until it was answered or is spent. */
export class Load {
  readonly uses: Use[] = [];
  /** Authorisations that were never used so far. */
  private readonly fresh: Authorised[] = [];
  private isOver = false;
  private running: Promise<unknown> = Promise.resolve();
  private count = 0;

  constructor(
    private readonly callers: Callers,
    private readonly name: string,
    /** After an unclean end of the only replica what was open is void. */
    private readonly mayBeVoid = false,
  ) {}

  /** Authorises documents; one that meets the fault is given up, and another one tried. */
  async prepare(count: number): Promise<void> {
    let left = count;
    for (const end = Date.now() + 30_000; left > 0 && Date.now() < end;) {
      const batch = Array.from({ length: Math.min(8, left) }, () => this.callers.authorise(`${this.name} ${(this.count += 1)}`));
      const settled = await Promise.allSettled(batch);
      const made = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      left -= made.length;
      this.fresh.push(...made);
      if (made.length === 0) await sleep(200);
    }
    if (left > 0) throw new Error(`${left} of ${count} documents could not be authorised`);
  }

  start(inFlight = 6): void {
    this.running = Promise.all(Array.from({ length: inFlight }, () => this.work()));
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await this.running;
  }

  get left(): number {
    return this.fresh.length;
  }

  get signed(): readonly Use[] {
    return this.uses.filter(({ answer }) => answer.code === 'signed');
  }

  /** How often each code was answered. */
  get codes(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { answer } of this.uses) counts[answer.code] = (counts[answer.code] ?? 0) + 1;
    return counts;
  }

  /** Codes that no fault excuses. */
  get bugs(): readonly string[] {
    const excused = [...CLOSED, UNKNOWN, ...SPENT, 'signed', ...(this.mayBeVoid ? ['sad.invalid'] : [])];
    return Object.keys(this.codes).filter((code) => !excused.includes(code));
  }

  /** Documents that more than one answer signed. */
  get twice(): readonly string[] {
    const documents = this.signed.map(({ authorised }) => authorised.document);
    return documents.filter((document, index) => documents.indexOf(document) !== index);
  }

  private async work(): Promise<void> {
    while (!this.isOver) {
      const authorised = this.fresh.shift();
      if (authorised) await this.use(authorised);
      else await sleep(20);
    }
  }

  private async use(authorised: Authorised): Promise<void> {
    const answer = await this.callers.sign(authorised);
    this.uses.push({ authorised, answer });
    // Slow enough that what was prepared lasts into the fault.
    if (answer.code === 'signed') return sleep(40);
    await sleep(100);
    // As an application does that does not give up, though it was told: each further use has an attempt of its own.
    if (CLOSED.includes(answer.code)) this.fresh.push(authorised);
    else if (answer.code === UNKNOWN) this.uses.push({ authorised, answer: await this.callers.sign(authorised) });
  }
}
