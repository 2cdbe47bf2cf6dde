import { randomBytes } from 'node:crypto';

/** Which trace the work at hand belongs to (W3C Trace Context), so that a request can be followed through every process. */
export interface TraceContext {
  /** 32 lower-case hexadecimal digits, not all zero. */
  readonly traceId: string;
  /** Two hexadecimal digits; the last bit says that somebody records the trace. */
  readonly flags: string;
}

/** Name of the header, in HTTP and on the bus. */
export const TRACE_HEADER = 'traceparent';

const SHAPE = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(?:$|-)/;

/** The trace somebody else began, if the header is one, otherwise a new one. */
export function acceptTrace(offered: unknown): TraceContext {
  const [, traceId, flags] = (typeof offered === 'string' && offered.length <= 200 && SHAPE.exec(offered)) || [];
  return traceId !== undefined && flags !== undefined ? { traceId, flags } : { traceId: randomBytes(16).toString('hex'), flags: '00' };
}

/** The header to send on: the same trace, with this step as the parent of the next. */
export function traceparent({ traceId, flags }: TraceContext): string {
  return `00-${traceId}-${randomBytes(8).toString('hex')}-${flags}`;
}
