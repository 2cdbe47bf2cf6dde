import { randomBytes } from 'node:crypto';

/** Which trace the work at hand belongs to (W3C Trace Context), so that a request can be followed through every process. */
export interface TraceContext {
  /** 32 lower-case hexadecimal digits, not all zero. */
  readonly traceId: string;
  /** Two hexadecimal digits; the last bit says that somebody records the trace. */
  readonly flags: string;
  /** 16 lower-case hexadecimal digits: the step that whatever happens now is part of. */
  readonly spanId?: string;
}

/** Name of the header, in HTTP and on the bus. */
export const TRACE_HEADER = 'traceparent';

const SHAPE = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:$|-)/;

/** The trace somebody else began, if the header is one, otherwise a new one. */
export function acceptTrace(offered: unknown): TraceContext {
  const [, traceId, spanId, flags] = (typeof offered === 'string' && offered.length <= 200 && SHAPE.exec(offered)) || [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return { traceId: randomBytes(16).toString('hex'), flags: '00' };
  return { traceId, spanId, flags };
}

/** Whether somebody records the trace (W3C Trace Context, section 3.2.2.5.1). */
export function isRecorded({ flags }: TraceContext): boolean {
  return (Number.parseInt(flags, 16) & 1) === 1;
}

/** The header to send on: the same trace, with the step at hand as the parent of the next. A process that records no steps hands on whose part it was. */
export function traceparent({ traceId, flags, spanId = randomBytes(8).toString('hex') }: TraceContext): string {
  return `00-${traceId}-${spanId}-${flags}`;
}
