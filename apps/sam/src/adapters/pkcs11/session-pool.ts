import { ServiceError } from '@paraph/contracts';
import type { Handle } from './binding.js';
import { Overdue } from './overdue.js';

/** Where sessions come from and go to. */
export interface SessionSource {
  open(): Handle;
  close(session: Handle): void;
}

/** How many sessions, and how much may wait for one, for how long. */
export interface PoolBounds {
  readonly size: number;
  readonly maxWaiting: number;
  readonly waitMs?: number;
}

interface Waiting {
  readonly timer: NodeJS.Timeout;
  readonly go: (session: Handle) => void;
  readonly fail: (reason: unknown) => void;
}

/** Whoever waits longer than this waits for a token that is in trouble. */
const WAIT_MS = 5_000;

/**
 * A bounded number of sessions, each used by one piece of work at a time: a session is not safe for concurrent use.
 *
 * Work that throws costs its session, whatever was thrown: SoftHSM leaves a session whose operation failed in
 * CKR_OPERATION_ACTIVE, and the next user would pay for it. A new session takes its place when one is needed.
 */
export class SessionPool {
  readonly #sessions: SessionSource;
  readonly #size: number;
  readonly #maxWaiting: number;
  readonly #waitMs: number;
  readonly #idle: Handle[] = [];
  readonly #waiting: Waiting[] = [];
  #open = 0;
  #busy = 0;
  #whenQuiet: () => void = () => undefined;
  #discarded = 0;
  #isClosed = false;

  constructor(sessions: SessionSource, bounds: PoolBounds) {
    this.#sessions = sessions;
    this.#size = bounds.size;
    this.#maxWaiting = bounds.maxWaiting;
    this.#waitMs = bounds.waitMs ?? WAIT_MS;
  }

  /** Sessions given up so far. */
  get discarded(): number {
    return this.#discarded;
  }

  /** Work in hand, and work that waits. */
  get load(): { readonly busy: number; readonly waiting: number } {
    return { busy: this.#busy - this.#waiting.length, waiting: this.#waiting.length };
  }

  /** Runs work with a session of its own. @throws `hsm.unavailable` when none can be had; what the work throws */
  async use<T>(work: (session: Handle) => Promise<T>): Promise<T> {
    this.#busy += 1;
    try {
      const session = await this.#take();
      try {
        const result = await work(session);
        this.#giveBack(session);
        return result;
      } catch (error) {
        this.#discard(session, error);
        throw error;
      }
    } finally {
      this.#busy -= 1;
      if (this.#busy === 0) this.#whenQuiet();
    }
  }

  /** Refuses what waits and what comes, waits for the work in hand and ends the sessions. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#failAll(new ServiceError('hsm.unavailable', 'the connection to the token is closing', { retryAfter: 1 }));
    if (this.#busy > 0) await new Promise<void>((quiet) => (this.#whenQuiet = quiet));
    for (const session of this.#idle.splice(0)) this.#sessions.close(session);
  }

  #take(): Promise<Handle> | Handle {
    if (this.#isClosed) throw new ServiceError('hsm.unavailable', 'the connection to the token is closing', { retryAfter: 1 });
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    if (this.#open < this.#size) return this.#openOne();
    if (this.#waiting.length >= this.#maxWaiting) {
      throw new ServiceError('hsm.unavailable', 'too much work waits for the token', { retryAfter: 1 });
    }
    const { promise, resolve: go, reject: fail } = Promise.withResolvers<Handle>();
    const timer = setTimeout(() => this.#giveUp(fail), this.#waitMs);
    this.#waiting.push({ go, fail, timer });
    return promise;
  }

  #openOne(): Handle {
    const session = this.#sessions.open();
    this.#open += 1;
    return session;
  }

  #giveUp(fail: Waiting['fail']): void {
    this.#waiting.splice(
      this.#waiting.findIndex((one) => one.fail === fail),
      1,
    );
    fail(new ServiceError('hsm.unavailable', 'the token was busy for too long', { retryAfter: 1 }));
  }

  #next(): Waiting | undefined {
    const next = this.#waiting.shift();
    clearTimeout(next?.timer);
    return next;
  }

  #giveBack(session: Handle): void {
    const next = this.#next();
    if (next === undefined) this.#idle.push(session);
    else next.go(session);
  }

  #discard(session: Handle, error: unknown): void {
    this.#open -= 1;
    this.#discarded += 1;
    // Nothing may be done to a session while a call is under way in it.
    if (error instanceof Overdue) void error.settled.then(() => this.#sessions.close(session));
    else this.#sessions.close(session);
    const next = this.#next();
    if (next === undefined) return;
    try {
      next.go(this.#openOne());
    } catch (reason) {
      // Nobody may wait for a session that no one is left to give back.
      next.fail(reason);
      this.#failAll(reason);
    }
  }

  #failAll(reason: unknown): void {
    for (let next = this.#next(); next !== undefined; next = this.#next()) next.fail(reason);
  }
}
