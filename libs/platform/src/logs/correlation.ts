import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import type { TraceContext } from './trace-context.js';

interface Work {
  readonly correlationId: string;
  /** Unix milliseconds after which nobody waits for this work. */
  readonly deadline?: number;
  readonly trace?: TraceContext;
}

const storage = new AsyncLocalStorage<Work>();
const SHAPE = /^[A-Za-z0-9_-]{8,64}$/;

/** Runs work under a correlation id and, where there is one, a deadline; both travel with each call it makes. */
export function runWork<T>(work: Work, run: () => T): T {
  return storage.run(work, run);
}

/** Goes on with the work at hand as a step of its trace. */
export function runUnder<T>(trace: TraceContext, run: () => T): T {
  const work = storage.getStore();
  return storage.run({ ...(work ?? { correlationId: acceptCorrelationId(undefined) }), trace }, run);
}

/** Correlation id of the work at hand. */
export function correlationId(): string | undefined {
  return storage.getStore()?.correlationId;
}

/** Deadline of the work at hand, Unix milliseconds. */
export function currentDeadline(): number | undefined {
  return storage.getStore()?.deadline;
}

/** Trace of the work at hand. */
export function currentTrace(): TraceContext | undefined {
  return storage.getStore()?.trace;
}

/** A correlation id from outside if it has the right shape, otherwise a new one. */
export function acceptCorrelationId(offered: unknown): string {
  return typeof offered === 'string' && SHAPE.test(offered) ? offered : randomBytes(12).toString('base64url');
}
