import { translated } from '../ckr.js';
import type { Handle } from '../binding.js';
import type { SessionSource } from '../session-pool.js';
import type { ThreadReport, ThreadStart } from './thread-messages.js';
import { TokenThread } from './token-thread.js';
import type { ThreadWork } from './token-threads.js';

/** What a lane needs. */
export interface LaneSettings {
  readonly start: ThreadStart;
  readonly hangMs: number;
  readonly sessions: SessionSource | undefined;
}

/** What a lane tells. */
export interface LaneEvents {
  /** There is room for an order. */
  readonly ready: () => void;
  /** Work that was not begun, or that goes on in another session. */
  readonly again: (works: readonly ThreadWork[]) => void;
  /** Its thread is lost: hung, or ended by an error. */
  readonly gone: (lane: ThreadLane, isHung: boolean) => void;
  /** A thread that was lost has come back, and ends. */
  readonly returned: () => void;
  readonly discarded: () => void;
  /** How long an order took that went well. */
  readonly took: (expectedMs: number, ms: number) => void;
}

interface OrderInHand {
  readonly works: readonly ThreadWork[];
  readonly session: Handle | undefined;
}

/** One in work and the next: the thread never waits for the event loop. */
const ORDERS_IN_HAND = 2;

/** One thread, the session it was lent, and the orders it has in hand. Work that fails costs the session, whatever failed. */
export class ThreadLane {
  readonly #settings: LaneSettings;
  readonly #events: LaneEvents;
  readonly #thread: TokenThread;
  readonly #orders: OrderInHand[] = [];
  #session: Handle | undefined;
  #term = 0;
  #lastSeen = '';
  #since = 0;
  #isGone = false;
  #lost: readonly ThreadWork[] = [];

  constructor(settings: LaneSettings, events: LaneEvents) {
    this.#settings = settings;
    this.#events = events;
    this.#thread = new TokenThread(settings.start, { reported: (report) => this.#reported(report), ended: (cause) => this.#ended(cause) });
  }

  get orders(): number {
    return this.#orders.length;
  }

  get isBusy(): boolean {
    return this.#orders.length > 0;
  }

  get takesMore(): boolean {
    return this.#orders.length < ORDERS_IN_HAND && !this.#isGone;
  }

  give(works: readonly ThreadWork[]): void {
    try {
      this.#session ??= this.#open();
    } catch (error) {
      for (const work of works) work.refused(translated(error, 'before-signing'));
      return;
    }
    if (this.#orders.length === 0) this.#since = performance.now();
    this.#orders.push({ works, session: this.#session });
    this.#thread.post({ session: this.#session, term: this.#term, jobs: works.map(({ job }) => job) });
  }

  /** Gives the thread up if it has not got on for too long. */
  look(): void {
    const [current] = this.#orders;
    if (current === undefined || this.#isGone) return;
    const seen = current.works.map(({ progress }) => progress).join();
    if (seen !== this.#lastSeen) this.#since = performance.now();
    this.#lastSeen = seen;
    if (performance.now() - this.#since < this.#settings.hangMs) return;
    this.#thread.abandon();
    this.#lose(new Error('a call of the token does not come back'));
    this.#events.gone(this, true);
  }

  /** Ends the thread and its session; nothing is under way. */
  async end(): Promise<void> {
    this.#isGone = true;
    await this.#thread.end();
    this.#close();
  }

  #open(): Handle | undefined {
    this.#term += 1;
    return this.#settings.sessions?.open();
  }

  #close(): void {
    if (this.#session !== undefined) this.#settings.sessions?.close(this.#session);
    this.#session = undefined;
  }

  #reported({ failure, finished, milliseconds, values }: ThreadReport): void {
    if (this.#isGone) return this.#cameBack();
    const order = this.#orders.shift();
    this.#since = performance.now();
    if (order === undefined) return;
    order.works.slice(0, finished).forEach((work, index) => work.finished(values[index]));
    if (failure === undefined)
      this.#events.took(
        order.works.reduce((sum, { expectedMs }) => sum + expectedMs, 0),
        milliseconds,
      );
    if (failure === 'not-begun') this.#events.again(order.works);
    else if (failure !== undefined) {
      if (order.session !== undefined) this.#events.discarded();
      this.#close();
      const rest = order.works[finished]?.stopped(failure);
      this.#events.again([...(rest === undefined ? [] : [rest]), ...order.works.slice(finished + 1)]);
    }
    this.#events.ready();
  }

  /** A call that hung has ended after all: now the session may be closed, and the thread ends by itself. */
  #cameBack(): void {
    if (this.#lost.length === 0) return;
    for (const work of this.#lost) work.returned?.();
    this.#lost = [];
    this.#close();
    this.#events.returned();
  }

  #ended(cause: unknown): void {
    if (this.#isGone) return;
    this.#lose(cause);
    for (const work of this.#lost) work.returned?.();
    this.#close();
    this.#events.gone(this, false);
  }

  #lose(cause: unknown): void {
    this.#isGone = true;
    if (this.#session !== undefined) this.#events.discarded();
    this.#lost = this.#orders.splice(0).flatMap(({ works }) => works);
    const culprit = this.#lost.find((work) => !work.isDone);
    for (const work of this.#lost) {
      const unbegun = work === culprit ? undefined : work.takeBack();
      if (unbegun === undefined) work.lost(cause);
      else this.#events.again([unbegun]);
    }
  }
}
