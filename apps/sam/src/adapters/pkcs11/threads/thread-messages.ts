import type { Mechanism } from '../binding.js';

/**
 * What a thread and the one that asks it share about one job: three numbers, and room for the signatures behind them. So
 * it is known what a thread was doing when it does not come back: what is done, and what the token was asked.
 */
export const ASKED = 0;
/** Signatures made, verified and written down. */
export const DONE = 1;
/** Set by the one that asks: ask the token for nothing more. */
export const CANCELLED = 2;
/** Bytes in front of the signatures. */
export const HEADER_BYTES = 16;

/** How a signature is checked before it leaves the thread: by a public key in the token, or by Node.js. */
export type ThreadCheck = { readonly object: Uint8Array } | { readonly spki: Uint8Array };

/** Signatures, or MACs, by one key. */
export interface SignJob {
  readonly kind: 'sign';
  readonly key: Uint8Array;
  readonly mechanism: Mechanism;
  /** The inputs one after the other, and where each of them ends. */
  readonly inputs: Uint8Array;
  readonly ends: Uint32Array;
  readonly signatureBytes: number;
  readonly check: ThreadCheck | undefined;
  readonly shared: SharedArrayBuffer;
}

/** One call of the binding by its name; the value comes back. */
export interface CallJob {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly unknown[];
}

export type ThreadJob = SignJob | CallJob;

/** Jobs that travel together, in one session: none of them is begun after one has failed. */
export interface ThreadOrder {
  readonly session: Uint8Array | undefined;
  /** Counts the sessions that were lent: orders on their way with one that has failed are not begun. */
  readonly term: number;
  readonly jobs: readonly ThreadJob[];
}

/** Where a job stopped. `signing` is the token's answer to C_Sign; what is `checking` has made a signature. */
export interface ThreadFailure {
  readonly stage: 'before-signing' | 'signing' | 'checking';
  /** As the binding says it, `CKR_DEVICE_ERROR:48`, or in any other words. */
  readonly text: string;
}

/** The answer to an order; orders are answered in their order. */
export interface ThreadReport {
  /** Jobs that went well, from the first on; the next one is where the failure was. */
  readonly finished: number;
  readonly values: readonly unknown[];
  readonly failure: ThreadFailure | 'not-begun' | undefined;
  readonly milliseconds: number;
}

/** What a thread is told at its start. */
export interface ThreadStart {
  readonly module: string;
  /** Of the operating system's scheduler, 0 to 19: the higher, the later. */
  readonly niceness: number;
}
