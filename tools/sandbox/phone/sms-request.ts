import { timingSafeEqual, createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';

const LONGEST_BODY = 64 * 1024;
const sms = z.strictObject({ to: z.string().regex(/^\+[1-9]\d{6,14}$/), text: z.string().min(1).max(4_000) });

/** What an SMS provider answers to a request: the message, or a status that refuses it. */
export type SmsRequest = z.infer<typeof sms> | { readonly status: 401 | 413 | 422 };

/** Reads a request to send an SMS as a provider would: whoever has the token may, and only what is in order. */
export async function readSmsRequest(request: IncomingMessage, token: string): Promise<SmsRequest> {
  if (!isSame(request.headers.authorization ?? '', `Bearer ${token}`)) return { status: 401 };
  let body = '';
  for await (const chunk of request.setEncoding('utf8') as AsyncIterable<string>) {
    body += chunk;
    if (body.length > LONGEST_BODY) return { status: 413 };
  }
  try {
    return sms.safeParse(JSON.parse(body)).data ?? { status: 422 };
  } catch {
    return { status: 422 };
  }
}

function isSame(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
