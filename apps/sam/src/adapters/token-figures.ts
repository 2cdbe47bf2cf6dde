import type { Metrics } from '@paraph/platform';
import type { TokenAnswer, TokenObserver, TokenVitals } from './pkcs11/token-vitals.js';

/** A token that tells how it is. */
export interface VitalToken {
  readonly vitals: TokenVitals;
}

type Figure = 'signatures' | 'heals' | 'cacheHits' | 'cacheMisses' | 'waiting' | 'sessionsOpen' | 'sessionsBusy' | 'threadsHung';

const STATES = ['closed', 'open', 'half-open'] as const;

/** How each token is, as figures: what it was asked and took, what waits for it, what it holds, and what it answered but success. */
export class TokenFigures implements TokenObserver {
  readonly #tokens = new Map<string, VitalToken>();
  readonly #latency: ReturnType<Metrics['histogram']>;

  constructor(metrics: Metrics) {
    this.#latency = metrics.histogram({
      name: 'sam_token_call_seconds',
      help: 'Time one token took to answer, waiting for a session or thread included; a batch of signatures is one call',
      labels: ['token', 'operation', 'outcome'],
    });
    this.#counts(metrics, 'signatures', 'sam_token_signatures_total', 'Times the token was asked for a signature');
    this.#counts(metrics, 'heals', 'sam_token_heals_total', 'Times a lost token was connected again');
    this.#counts(metrics, 'cacheHits', 'sam_token_cache_hits_total', 'Private keys that were there, unwrapped, when they were needed');
    this.#counts(metrics, 'cacheMisses', 'sam_token_cache_misses_total', 'Private keys that had to be unwrapped');
    this.#levels(metrics, 'waiting', 'sam_token_queue_length', 'Signatures and calls that wait for a thread or a session');
    this.#levels(metrics, 'sessionsOpen', 'sam_token_sessions_open', 'Sessions that are open, the one of the login included');
    this.#levels(metrics, 'sessionsBusy', 'sam_token_sessions_busy', 'Sessions in which a call is under way');
    this.#levels(metrics, 'threadsHung', 'sam_token_threads_hung', 'Threads lost in a call that does not come back');
    metrics.gauge({
      name: 'sam_token_breaker',
      help: 'State of the circuit breaker: 1 for the one it is in',
      labels: ['token', 'state'],
      collect: (gauge) => {
        for (const { breaker, label } of this.#vitals()) for (const state of STATES) gauge.set({ token: label, state }, state === breaker ? 1 : 0);
      },
    });
    metrics.counter({
      name: 'sam_token_errors_total',
      help: 'Answers of the token other than CKR_OK, by their name',
      labels: ['token', 'ckr'],
      collect: (counter) => {
        counter.reset();
        for (const { answers, label } of this.#vitals()) for (const [ckr, count] of answers) counter.inc({ token: label, ckr }, count);
      },
    });
  }

  /** Shows a token from now on; one of the same label takes the place of the former. */
  show(token: VitalToken): void {
    this.#tokens.set(token.vitals.label, token);
  }

  answered({ operation, outcome, seconds, token }: TokenAnswer): void {
    this.#latency.observe({ token, operation, outcome }, seconds);
  }

  #vitals(): TokenVitals[] {
    return [...this.#tokens.values()].map(({ vitals }) => vitals);
  }

  #counts(metrics: Metrics, figure: Figure, name: string, help: string): void {
    metrics.counter({
      name,
      help,
      labels: ['token'],
      collect: (counter) => {
        counter.reset();
        for (const vitals of this.#vitals()) counter.inc({ token: vitals.label }, vitals[figure]);
      },
    });
  }

  #levels(metrics: Metrics, figure: Figure, name: string, help: string): void {
    metrics.gauge({
      name,
      help,
      labels: ['token'],
      collect: (gauge) => {
        for (const vitals of this.#vitals()) gauge.set({ token: vitals.label }, vitals[figure]);
      },
    });
  }
}
