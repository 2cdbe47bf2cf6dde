import { ServiceError } from '@paraph/contracts';
import { currentTrace, runUnder } from '../logs/correlation.js';
import { acceptTrace, isRecorded, type TraceContext } from '../logs/trace-context.js';
import type { OpenSpan, SpanFacts, Tracer } from './span.js';

/** One for the process, like its standard output. Absent unless the settings name a collector: then nothing below costs more than looking here. */
let tracer: Tracer | undefined;

/** Has this process record its steps from now on, or stop doing so. */
export function recordTraces(recorder: Tracer | undefined): void {
  tracer = recorder;
}

/** Whether steps are recorded at all. */
export function isTracing(): boolean {
  return tracer !== undefined;
}

/**
 * The trace of a request from outside. Its identifiers are gone on with, and not its word that somebody records it: who asks from outside does not
 * decide what this service spends on recording.
 */
export function enterTrace(offered: unknown): TraceContext {
  return { ...acceptTrace(offered), flags: tracer?.draws() === true ? '01' : '00' };
}

/** Begins a step of a trace, if that trace is recorded. */
export function beginSpan(facts: SpanFacts, parent: TraceContext | undefined = currentTrace()): OpenSpan | undefined {
  return parent !== undefined && isRecorded(parent) ? tracer?.begin(facts, parent) : undefined;
}

/** Does something as a step of the trace at hand, if that is recorded. */
export function traced<T>(facts: SpanFacts, work: () => Promise<T>): Promise<T> {
  const span = tracer && beginSpan(facts);
  return span ? within(span, work) : work();
}

/** Does something that belongs to no request, as a trace of its own. */
export function tracedAlone<T>(facts: SpanFacts, work: () => Promise<T>): Promise<T> {
  const span = tracer && beginSpan(facts, enterTrace(undefined));
  return span ? within(span, work) : work();
}

/** What became of a step, as figures and traces say it: the code of a refusal, and nothing of an error but that it was one. */
export function outcomeOf(error: unknown): string {
  return error instanceof ServiceError ? error.code : 'internal';
}

async function within<T>(span: OpenSpan, work: () => Promise<T>): Promise<T> {
  try {
    const result = await runUnder(span.trace, work);
    span.end('success');
    return result;
  } catch (error) {
    span.end(outcomeOf(error));
    throw error;
  }
}
