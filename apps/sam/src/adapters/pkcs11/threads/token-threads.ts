import { ServiceError } from '@paraph/contracts';
import type { SessionSource } from '../session-pool.js';
import { ThreadLane, type LaneEvents } from './thread-lane.js';
import type { ThreadFailure, ThreadJob } from './thread-messages.js';

/** Something for a thread to do, and what to conclude from how it went. */
export interface ThreadWork {
  readonly job: ThreadJob;
  /** Steps in it, each a signature or a call. */
  readonly size: number;
  /** How long it takes, as far as one can say beforehand. */
  readonly expectedMs: number;
  /** Changes whenever the thread gets on. */
  readonly progress: number;
  /** Whether all of it is done, though nobody has reported it yet. */
  readonly isDone: boolean;
  finished(value: unknown): void;
  /** It stopped here; answers what is still to be done, in another session. */
  stopped(failure: ThreadFailure): ThreadWork | undefined;
  /** The same for another thread, if this one has not begun it and now never will. */
  takeBack(): ThreadWork | undefined;
  /** The thread does not come back. */
  lost(cause: unknown): void;
  /** A thread that was lost has come back: whatever the work held is free. */
  returned?(): void;
  /** It was never begun. */
  refused(error: unknown): void;
}

/** How much, and for how long. */
export interface ThreadBounds {
  readonly module: string;
  readonly threads: number;
  readonly niceness: number;
  /** A thread that does not get on for so long is given up. */
  readonly hangMs: number;
  /** Work that waits longer is refused. */
  readonly waitMs: number;
  readonly maxWaiting: number;
}

interface Waiting {
  readonly work: ThreadWork;
  readonly since: number;
}

/** An order keeps a thread busy for about so long: longer would keep single signatures waiting, shorter costs messages. */
const ORDER_MS = 4;
const MAX_JOBS = 64;
/** Less is not worth a job of its own, however slow the token is. */
const LEAST_STEPS = 4;

/** Threads given up because they did not come back, at most; beyond, there are fewer and fewer left. */
const MAX_HUNG = 16;
/** The same for threads that ended by an error, one after the other without any work done in between. */
const MAX_CRASHES = 8;

/** Nobody is left to do the work: only a new connection helps. */
export class ThreadsLost extends Error {
  override readonly name = 'ThreadsLost';
}

/**
 * Threads that ask the token, and the work that waits for them. What arrives in one tick travels together; each thread
 * has the next order in hand while it works, so that it never waits for the event loop.
 */
export class TokenThreads {
  readonly #bounds: ThreadBounds;
  readonly #sessions: SessionSource | undefined;
  readonly #lanes = new Set<ThreadLane>();
  readonly #waiting: Waiting[] = [];
  readonly #clock: NodeJS.Timeout;
  #isFlushing = false;
  #isClosed = false;
  #hung = 0;
  #crashes = 0;
  #discarded = 0;
  /** How much slower this token is than expected. */
  #slowness = 1;
  #whenQuiet: () => void = () => undefined;

  /** Without sessions, each call brings its own. */
  constructor(bounds: ThreadBounds, sessions?: SessionSource) {
    this.#bounds = bounds;
    this.#sessions = sessions;
    this.#clock = setInterval(() => this.#look(), Math.max(20, Math.min(bounds.hangMs, bounds.waitMs) / 8)).unref();
  }

  /** Steps that wait for a thread. */
  get waiting(): number {
    return this.#waiting.reduce((sum, { work }) => sum + work.size, 0);
  }

  /** Threads at work. */
  get busy(): number {
    return [...this.#lanes].filter((lane) => lane.isBusy).length;
  }

  /** Threads lost in the module. */
  get hung(): number {
    return this.#hung;
  }

  /** Sessions given up so far. */
  get discarded(): number {
    return this.#discarded;
  }

  /** Into how large parts so many steps are best divided: every thread gets some, and none keeps others waiting for long. */
  portion(steps: number, msPerStep: number): number {
    const share = Math.ceil(steps / this.#bounds.threads);
    return Math.min(share, Math.max(LEAST_STEPS, Math.floor(ORDER_MS / (msPerStep * this.#slowness))));
  }

  do(work: ThreadWork): void {
    if (this.#isClosed) return work.refused(unavailable('the connection to the token is closing'));
    if (this.#isDead) return work.refused(unavailable(NOBODY, new ThreadsLost(NOBODY)));
    if (this.#waiting.length >= this.#bounds.maxWaiting) return work.refused(unavailable('too much work waits for the token'));
    this.#waiting.push({ work, since: performance.now() });
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    queueMicrotask(() => {
      this.#isFlushing = false;
      this.#flush();
    });
  }

  /** Refuses what waits; ends when what is under way has, with the sessions and the threads. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#refuse('the connection to the token is closing');
    if (this.busy > 0) await new Promise<void>((quiet) => (this.#whenQuiet = quiet));
    clearInterval(this.#clock);
    await Promise.all([...this.#lanes].map((lane) => lane.end()));
  }

  /** Whether no thread is left and none may be started. */
  get #isDead(): boolean {
    return this.#lanes.size === 0 && !this.#mayStart;
  }

  get #mayStart(): boolean {
    return this.#lanes.size < this.#bounds.threads && this.#hung < MAX_HUNG && this.#crashes < MAX_CRASHES;
  }

  /** Hands out what waits, to the idlest first; a thread is started when every other one has something to do. */
  #flush(): void {
    while (this.#waiting.length > 0) {
      const idlest = [...this.#lanes].filter((lane) => lane.takesMore).toSorted((one, other) => one.orders - other.orders)[0];
      const lane = (idlest === undefined || idlest.isBusy) && this.#mayStart ? this.#startLane() : idlest;
      if (lane === undefined) return;
      lane.give(this.#next());
    }
  }

  /** The next order's work: as much as keeps a thread busy for a moment, and no more than its share of what waits. */
  #next(): ThreadWork[] {
    const most = Math.min(MAX_JOBS, Math.ceil(this.#waiting.length / this.#bounds.threads));
    const works: ThreadWork[] = [];
    for (let ms = 0; ms < ORDER_MS && works.length < most;) {
      const next = this.#waiting.shift();
      if (next === undefined) break;
      works.push(next.work);
      ms += next.work.expectedMs * this.#slowness;
    }
    return works;
  }

  #startLane(): ThreadLane {
    const { module, niceness, hangMs } = this.#bounds;
    const events: LaneEvents = {
      ready: () => {
        this.#flush();
        if (this.busy === 0) this.#whenQuiet();
      },
      again: (works) => this.#waiting.unshift(...works.map((work) => ({ work, since: performance.now() }))),
      gone: (lane, isHung) => this.#replace(lane, isHung),
      returned: () => (this.#hung -= 1),
      discarded: () => (this.#discarded += 1),
      took: (expectedMs, ms) => {
        this.#crashes = 0;
        this.#slowness = Math.min(100, Math.max(0.1, 0.9 * this.#slowness + (0.1 * ms) / expectedMs));
      },
    };
    const lane = new ThreadLane({ start: { module, niceness }, hangMs, sessions: this.#sessions }, events);
    this.#lanes.add(lane);
    return lane;
  }

  #replace(lane: ThreadLane, isHung: boolean): void {
    this.#lanes.delete(lane);
    if (isHung) this.#hung += 1;
    else this.#crashes += 1;
    if (this.#isDead) this.#refuse(NOBODY, new ThreadsLost(NOBODY));
    this.#flush();
    if (this.busy === 0) this.#whenQuiet();
  }

  #look(): void {
    for (const lane of this.#lanes) lane.look();
    const late = performance.now() - this.#bounds.waitMs;
    while (this.#waiting[0] !== undefined && this.#waiting[0].since < late) {
      this.#waiting.shift()?.work.refused(unavailable('the token was busy for too long'));
    }
  }

  #refuse(why: string, cause?: unknown): void {
    for (const { work } of this.#waiting.splice(0)) work.refused(unavailable(why, cause));
  }
}

const NOBODY = 'no thread is left that asks the token';

function unavailable(detail: string, cause?: unknown): ServiceError {
  return new ServiceError('hsm.unavailable', detail, { retryAfter: 1, cause });
}
