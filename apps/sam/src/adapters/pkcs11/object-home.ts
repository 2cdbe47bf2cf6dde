import type { Handle } from './binding.js';
import type { SessionSource } from './session-pool.js';

/**
 * A long-lived session that session objects live in: they die with it, so it may end only after the last of them.
 * It does one thing at a time, since a session is not safe for concurrent use; other sessions may use its objects.
 */
export class ObjectHome {
  readonly #sessions: SessionSource;
  readonly #session: Handle;
  #turn: Promise<unknown> = Promise.resolve();
  #pending = 0;
  #objects = 0;
  #isRetired = false;
  #isEnded = false;
  readonly #ended = Promise.withResolvers<void>();

  constructor(sessions: SessionSource) {
    this.#sessions = sessions;
    this.#session = sessions.open();
  }

  /** Whether it takes no more objects. */
  get isRetired(): boolean {
    return this.#isRetired;
  }

  /** When its session has ended. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /** Makes an object here. A failure retires the home: nobody knows what it left behind in the session. */
  add(make: (session: Handle) => Promise<Handle>): Promise<Handle> {
    return this.#inTurn(async () => {
      try {
        const object = await make(this.#session);
        this.#objects += 1;
        return object;
      } catch (error) {
        this.#isRetired = true;
        throw error;
      }
    });
  }

  /** Destroys an object of this home. One that cannot be destroyed dies with the session, which takes no more. */
  async remove(destroy: (session: Handle) => void): Promise<void> {
    await this.#inTurn(() => {
      this.#objects -= 1;
      try {
        destroy(this.#session);
      } catch {
        this.#isRetired = true;
      }
    });
  }

  /** Ends the session as soon as it is empty; the promise says when. */
  async retire(): Promise<void> {
    this.#isRetired = true;
    this.#endIfEmpty();
    await this.#ended.promise;
  }

  /** Ends the session with everything in it, whoever uses that: for a token that is lost. */
  async drop(): Promise<void> {
    this.#isRetired = true;
    await this.#turn;
    this.#objects = 0;
    this.#endIfEmpty();
  }

  #inTurn<T>(work: () => T | Promise<T>): Promise<T> {
    this.#pending += 1;
    const done = this.#turn.then(work).finally(() => {
      this.#pending -= 1;
      this.#endIfEmpty();
    });
    this.#turn = done.catch(() => undefined);
    return done;
  }

  #endIfEmpty(): void {
    if (this.#isEnded || !this.#isRetired || this.#pending > 0 || this.#objects > 0) return;
    this.#isEnded = true;
    this.#sessions.close(this.#session);
    this.#ended.resolve();
  }
}
