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
    metrics.counter({
      name: 'sam_token_signatures_total',
      help: 'Times the token was asked for a signature',
      labels: ['token'],
      collect: this.#counts('signatures'),
    });
    metrics.counter({ name: 'sam_token_heals_total', help: 'Times a lost token was connected again', labels: ['token'], collect: this.#counts('heals') });
    metrics.counter({
      name: 'sam_token_cache_hits_total',
      help: 'Private keys that were there, unwrapped, when they were needed',
      labels: ['token'],
      collect: this.#counts('cacheHits'),
    });
    metrics.counter({
      name: 'sam_token_cache_misses_total',
      help: 'Private keys that had to be unwrapped',
      labels: ['token'],
      collect: this.#counts('cacheMisses'),
    });
    metrics.gauge({
      name: 'sam_token_queue_length',
      help: 'Signatures and calls that wait for a thread or a session',
      labels: ['token'],
      collect: this.#levels('waiting'),
    });
    metrics.gauge({
      name: 'sam_token_sessions_open',
      help: 'Sessions that are open, the one of the login included',
      labels: ['token'],
      collect: this.#levels('sessionsOpen'),
    });
    metrics.gauge({ name: 'sam_token_sessions_busy', help: 'Sessions in which a call is under way', labels: ['token'], collect: this.#levels('sessionsBusy') });
    metrics.gauge({
      name: 'sam_token_threads_hung',
      help: 'Threads lost in a call that does not come back',
      labels: ['token'],
      collect: this.#levels('threadsHung'),
    });
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

  #counts(figure: Figure): (counter: ReturnType<Metrics['counter']>) => void {
    return (counter) => {
      counter.reset();
      for (const vitals of this.#vitals()) counter.inc({ token: vitals.label }, vitals[figure]);
    };
  }

  #levels(figure: Figure): (gauge: ReturnType<Metrics['gauge']>) => void {
    return (gauge) => {
      for (const vitals of this.#vitals()) gauge.set({ token: vitals.label }, vitals[figure]);
    };
  }
}
