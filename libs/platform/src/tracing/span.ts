import type { TraceContext } from '../logs/trace-context.js';

/** Which end of a step a span is, in OpenTelemetry's words. */
export type SpanKind = 'server' | 'client' | 'producer' | 'internal';

/**
 * All that a span may carry. The set is closed, and every value is from the code, from the contract table or a number: a trace goes to another company's
 * service more often than a log does, so no document, person, credential or parameter of a statement has a place in it (AUD-09). Names are those of
 * OpenTelemetry's conventions where there is one.
 */
export interface SpanAttributes {
  readonly 'http.request.method'?: string;
  /** The declared pattern, never the path. */
  readonly 'http.route'?: string;
  readonly 'http.response.status_code'?: number;
  readonly 'rpc.system'?: 'nats';
  readonly 'rpc.service'?: string;
  readonly 'rpc.method'?: string;
  readonly 'db.system.name'?: 'postgresql';
  readonly 'db.query.summary'?: string;
  readonly 'messaging.system'?: 'nats';
  readonly 'messaging.batch.message_count'?: number;
  readonly 'paraph.token.operation'?: string;
  /** What leads from a trace to the log and to the events. */
  readonly 'paraph.correlation_id'?: string;
  /** `success`, or the code of the refusal. */
  readonly 'paraph.outcome'?: string;
}

/** What a step is called and what is known of it when it begins. */
export interface SpanFacts {
  /** From the code: a name that a request could choose would make any number of them. */
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes?: SpanAttributes;
}

/** A step that has begun. */
export interface OpenSpan {
  /** What everything below it belongs to. */
  readonly trace: TraceContext;
  /** Calls it something else: what it is may be found out on the way. */
  rename(name: string): void;
  /** Ends it; the first time counts. */
  end(outcome: string, more?: SpanAttributes): void;
}

/** Spans by what became of them. */
export interface SpanCounts {
  readonly exported: number;
  readonly failed: number;
}

/** Who records spans. */
export interface Tracer {
  readonly counts: SpanCounts;
  /** Whether a trace that begins here is recorded. */
  draws(): boolean;
  begin(facts: SpanFacts, parent: TraceContext): OpenSpan;
  /** Sends what it still has, for as long as a stop can wait. */
  stop(): Promise<void>;
}
