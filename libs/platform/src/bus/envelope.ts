import { headers, type MsgHdrs } from '@nats-io/transport-node';
import { isErrorCode, ServiceError, universalCodes, type Call, type ErrorCode } from '@paraph/contracts';
import { z } from 'zod';
import { TRACE_HEADER, traceparent, type TraceContext } from '../logs/trace-context.js';

export const CORRELATION_HEADER = 'Paraph-Correlation';
export const DEADLINE_HEADER = 'Paraph-Deadline';

/** What the broker puts in the place of a reply subject when a request goes from one account to another. */
export const REWRITTEN_REPLY = '_R_.';

/** What travels beside a request. */
export function requestHeaders(sending: { readonly correlation: string; readonly deadline: number; readonly trace: TraceContext }): MsgHdrs {
  const made = headers();
  made.set(CORRELATION_HEADER, sending.correlation);
  made.set(DEADLINE_HEADER, String(sending.deadline));
  made.set(TRACE_HEADER, traceparent(sending.trace));
  return made;
}

/** Whether a call may answer with a code: it lists it, or every call may. */
export function mayAnswer(call: Call, code: ErrorCode): boolean {
  return call.errors.includes(code) || (universalCodes as readonly ErrorCode[]).includes(code);
}

const envelope = z.union([
  z.object({ ok: z.unknown() }).refine((value) => 'ok' in value),
  z.object({ error: z.object({ code: z.string(), detail: z.string(), retryAfter: z.number().optional() }) }),
]);

/** A reply as it crosses the bus. */
export function encodeReply(reply: unknown): string {
  return JSON.stringify({ ok: reply });
}

/** An error as it crosses: a ServiceError's code and detail; anything else is `internal` and says nothing. */
export function encodeError(error: unknown): string {
  const refusal = error instanceof ServiceError ? error : new ServiceError('internal', 'an unexpected error, see the log');
  const { code, detail, retryAfter } = refusal;
  return JSON.stringify({ error: { code, detail, ...(retryAfter === undefined ? {} : { retryAfter }) } });
}

/**
 * What the callee answered.
 *
 * @throws ServiceError rebuilt from the wire; `internal` for a code that the call does not declare
 */
export function decodeReply(call: Call, text: string): unknown {
  const message = envelope.parse(JSON.parse(text));
  if (!('error' in message)) return message.ok;
  const { code, detail, retryAfter } = message.error;
  if (isErrorCode(code) && mayAnswer(call, code)) throw new ServiceError(code, detail, retryAfter === undefined ? {} : { retryAfter });
  throw new ServiceError('internal', `${call.service} answered what the call does not declare`, { cause: new Error(`${code}: ${detail}`) });
}
