import { ServiceError } from '@paraph/contracts';
import { setTimeout as pause } from 'node:timers/promises';
import { CircuitBreaker, type BreakerState } from './circuit-breaker.js';
import type { Cryptoki } from './cryptoki.js';
import { PinRefused } from './token-sessions.js';
import { verdictOn } from './token-trouble.js';

/** Failures of the token in a row, with its login still standing, after which nobody asks it any more. */
const TOLERATED = 5;
/** Pauses between attempts to heal: doubled each time, up to the longest, and spread so that replicas do not come together. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/** How connections of one kind are made and ended. */
export interface ConnectionWays<Connection> {
  readonly label: string;
  /** A login with all that lives by it; nothing is left open if that fails. @throws PinRefused, `hsm.unavailable`, `hsm.refused` */
  connect(): Promise<Connection>;
  /** Throws unless it works: nobody gets a new connection before. */
  prove(connection: Connection): Promise<unknown>;
  isLoggedIn(connection: Connection): Promise<boolean>;
  /** Waits for the work in hand and leaves nothing behind. */
  disconnect(connection: Connection): Promise<void>;
  /** Waits for the work in hand, which fails or is given up, and ends what is left of a login that is lost. */
  drop(connection: Connection): Promise<void>;
}

/** What a link did so far. */
export interface LinkRecord {
  readonly breaker: BreakerState;
  readonly heals: number;
  /** Answers other than CKR_OK, by their name. */
  readonly answers: ReadonlyMap<string, number>;
}

/**
 * The way to a token that may be lost and come back. One connection is in use at a time; when it is lost, callers are
 * refused at once, and one healer makes a new one: new sessions, a new login, nothing kept of the old caches.
 */
export class TokenLink<Connection> {
  readonly #cryptoki: Cryptoki;
  readonly #ways: ConnectionWays<Connection>;
  readonly #breaker = new CircuitBreaker(TOLERATED);
  readonly #answers = new Map<string, number>();
  readonly #closing = new AbortController();
  #connection: Connection | undefined;
  #probing: Promise<void> | undefined;
  #healing: Promise<void> | undefined;
  #heals = 0;

  private constructor(cryptoki: Cryptoki, ways: ConnectionWays<Connection>, connection: Connection) {
    this.#cryptoki = cryptoki;
    this.#ways = ways;
    this.#connection = connection;
  }

  /** @throws `hsm.unavailable`, `hsm.refused`; nothing is left open then */
  static async open<Connection>(cryptoki: Cryptoki, ways: ConnectionWays<Connection>): Promise<TokenLink<Connection>> {
    try {
      return new TokenLink(cryptoki, ways, await ways.connect());
    } catch (error) {
      cryptoki.finalize();
      throw error;
    }
  }

  /** The connection in use, if there is one. */
  get connection(): Connection | undefined {
    return this.#connection;
  }

  get record(): LinkRecord {
    return { breaker: this.#breaker.state, heals: this.#heals, answers: this.#answers };
  }

  /** Works with the connection, and learns from how it went; `met` are failures that the result holds. @throws `hsm.unavailable`, what the work throws */
  async use<T>(work: (connection: Connection) => Promise<T>, met: (result: T) => readonly unknown[] = () => []): Promise<T> {
    const connection = this.#connection;
    if (connection === undefined || this.#breaker.state !== 'closed') {
      throw new ServiceError('hsm.unavailable', `the token ${this.#ways.label} is out`, { retryAfter: 1 });
    }
    let result: T;
    try {
      result = await work(connection);
    } catch (error) {
      this.#learn(connection, [error]);
      throw error;
    }
    this.#learn(connection, met(result));
    return result;
  }

  /** Waits for the work in hand and ends everything. */
  async close(): Promise<void> {
    this.#closing.abort();
    const connection = this.#connection;
    this.#connection = undefined;
    await this.#healing;
    if (connection !== undefined) await this.#ways.disconnect(connection);
    this.#cryptoki.finalize();
  }

  #learn(connection: Connection, errors: readonly unknown[]): void {
    // Whoever still held a connection that is replaced by now says nothing about the new one.
    const isCurrent = connection === this.#connection;
    if (isCurrent && errors.length === 0) this.#breaker.succeeded();
    let isSuspicious = false;
    for (const error of errors) {
      const verdict = verdictOn(error);
      if (verdict.ckr !== undefined) this.#answers.set(verdict.ckr, (this.#answers.get(verdict.ckr) ?? 0) + 1);
      isSuspicious ||= verdict.isSuspicious;
      if (verdict.isTrouble && isCurrent && this.#breaker.failed()) this.#heal(connection);
    }
    if (isSuspicious) this.#probe(connection);
  }

  /** Looks whether the login still stands. */
  #probe(connection: Connection): void {
    if (connection !== this.#connection || this.#probing !== undefined) return;
    this.#probing = this.#ways
      .isLoggedIn(connection)
      .catch((error: unknown) => !verdictOn(error).isSuspicious)
      .then((isLoggedIn) => {
        this.#probing = undefined;
        if (!isLoggedIn) this.#heal(connection);
      });
  }

  #heal(lost: Connection): void {
    if (lost !== this.#connection || this.#closing.signal.aborted) return;
    this.#connection = undefined;
    this.#breaker.open();
    this.#healing = this.#reconnect(lost).finally(() => (this.#healing = undefined));
  }

  async #reconnect(lost: Connection): Promise<void> {
    await this.#ways.drop(lost);
    for (let attempt = 0; !this.#closing.signal.aborted; attempt++) {
      if (attempt > 0) await pause(pauseMs(attempt), undefined, { signal: this.#closing.signal }).catch(() => undefined);
      this.#breaker.tryAgain();
      try {
        const connection = await this.#cryptoki.inTurn(() => this.#tryToConnect(attempt));
        this.#connection = connection;
        this.#breaker.close();
        this.#heals += 1;
        return;
      } catch (error) {
        this.#breaker.open();
        // A PIN that was refused is never tried again: the third time would lock the token.
        if (error instanceof PinRefused) return;
      }
    }
  }

  /** A new login; at every second attempt with the module started anew, where it can be. It has to work before anybody gets it. */
  async #tryToConnect(attempt: number): Promise<Connection> {
    this.#closing.signal.throwIfAborted();
    if (attempt % 2 === 1) this.#cryptoki.restart();
    const connection = await this.#ways.connect();
    try {
      await this.#ways.prove(connection);
      this.#closing.signal.throwIfAborted();
      return connection;
    } catch (error) {
      await this.#ways.drop(connection);
      throw error;
    }
  }
}

function pauseMs(attempt: number): number {
  const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1));
  return longest * (0.5 + Math.random() / 2);
}
