import type { BreakerState } from './circuit-breaker.js';

/** How a token is, for whoever draws curves of it. */
export interface TokenVitals {
  readonly label: string;
  readonly breaker: BreakerState;
  /** Times it was asked for a signature. */
  readonly signatures: number;
  /** Times a lost token was connected again. */
  readonly heals: number;
  /** Pieces of work that wait for a thread or a session. */
  readonly waiting: number;
  readonly sessionsOpen: number;
  readonly sessionsBusy: number;
  /** Threads lost in a call that does not come back. */
  readonly threadsHung: number;
  readonly cacheHits: number;
  readonly cacheMisses: number;
  /** Answers other than CKR_OK so far, by their name. */
  readonly answers: ReadonlyMap<string, number>;
}

/** One answer, as whoever asked the adapter saw it. */
export interface TokenAnswer {
  readonly token: string;
  readonly operation: string;
  readonly outcome: 'success' | 'failure';
  readonly seconds: number;
}

/** Who wants to hear of each answer. */
export interface TokenObserver {
  answered(answer: TokenAnswer): void;
}
