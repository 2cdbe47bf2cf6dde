import { headers, type MsgHdrs } from '@nats-io/transport-node';
import { isErrorCode, ServiceError } from '@paraph/contracts';
import { z } from 'zod';

export const CORRELATION_HEADER = 'Paraph-Correlation';
export const DEADLINE_HEADER = 'Paraph-Deadline';

/** What travels beside a request. */
export function requestHeaders(correlation: string, deadline: number): MsgHdrs {
  const made = headers();
  made.set(CORRELATION_HEADER, correlation);
  made.set(DEADLINE_HEADER, String(deadline));
  return made;
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
 * @throws ServiceError rebuilt from the wire
 */
export function decodeReply(text: string): unknown {
  const message = envelope.parse(JSON.parse(text));
  if (!('error' in message)) return message.ok;
  const { code, detail, retryAfter } = message.error;
  throw new ServiceError(isErrorCode(code) ? code : 'internal', detail, retryAfter === undefined ? {} : { retryAfter });
}
