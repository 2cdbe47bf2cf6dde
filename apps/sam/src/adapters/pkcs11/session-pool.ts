import { ServiceError } from '@paraph/contracts';
import type { Handle } from './binding.js';

/** Where sessions come from and go to. */
export interface SessionSource {
  open(): Handle;
  close(session: Handle): void;
}

interface Waiting {
  readonly go: (session: Handle) => void;
  readonly fail: (reason: unknown) => void;
}

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
  readonly #idle: Handle[] = [];
  readonly #waiting: Waiting[] = [];
  #open = 0;
  #busy = 0;
  #whenQuiet: () => void = () => undefined;
  #discarded = 0;
  #isClosed = false;

  constructor(sessions: SessionSource, bounds: { readonly size: number; readonly maxWaiting: number }) {
    this.#sessions = sessions;
    this.#size = bounds.size;
    this.#maxWaiting = bounds.maxWaiting;
  }

  /** Sessions given up so far. */
  get discarded(): number {
    return this.#discarded;
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
        this.#discard(session);
        throw error;
      }
    } finally {
      this.#busy -= 1;
      if (this.#busy === 0) this.#whenQuiet();
    }
  }

  /** Refuses new work, waits for the work in hand and ends the sessions. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#busy > 0) await new Promise<void>((quiet) => (this.#whenQuiet = quiet));
    for (const session of this.#idle.splice(0)) this.#sessions.close(session);
  }

  #take(): Promise<Handle> | Handle {
    if (this.#isClosed) throw new ServiceError('hsm.unavailable', 'the connection to the token is closing');
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    if (this.#open < this.#size) return this.#openOne();
    if (this.#waiting.length >= this.#maxWaiting) {
      throw new ServiceError('hsm.unavailable', 'too much work waits for the token', { retryAfter: 1 });
    }
    return new Promise((go, fail) => this.#waiting.push({ go, fail }));
  }

  #openOne(): Handle {
    const session = this.#sessions.open();
    this.#open += 1;
    return session;
  }

  #giveBack(session: Handle): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(session);
    else next.go(session);
  }

  #discard(session: Handle): void {
    this.#open -= 1;
    this.#discarded += 1;
    this.#sessions.close(session);
    const next = this.#waiting.shift();
    if (next === undefined) return;
    try {
      next.go(this.#openOne());
    } catch (error) {
      // Nobody may wait for a session that no one is left to give back.
      for (const one of [next, ...this.#waiting.splice(0)]) one.fail(error);
    }
  }
}
