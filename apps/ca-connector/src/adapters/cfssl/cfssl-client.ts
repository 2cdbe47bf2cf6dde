import { ServiceError } from '@paraph/contracts';
import { type Secret } from '@paraph/kernel';
import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { AuthorityHttp } from '../http/authority-http.js';

/** An answer holds a certificate and little else. */
const MOST_BYTES = 200_000;
/** What a person is told of a refusal. */
const LONGEST_MESSAGE = 200;

const envelope = z.object({
  success: z.boolean(),
  result: z.unknown(),
  errors: z.array(z.object({ code: z.number().int(), message: z.string() })).nullish(),
});

/** What CFSSL says when it does not do what it was asked: a number of its own, and words. */
export class CfsslRefusal extends Error {
  override readonly name = 'CfsslRefusal';

  constructor(
    readonly code: number,
    readonly words: string,
  ) {
    super(`${words} (${code})`);
  }
}

/** The API of CFSSL over HTTP: one JSON object each way. */
export class CfsslClient {
  constructor(
    private readonly http: AuthorityHttp,
    private readonly server: URL,
  ) {}

  /** Asks, and answers the result. @throws CfsslRefusal; `authority.unavailable` for anything that is no answer of CFSSL's */
  async ask<Result>(what: string, question: object, { schema, within }: { readonly schema: z.ZodType<Result>; readonly within: AbortSignal }): Promise<Result> {
    const base = new URL(this.server.pathname.endsWith('/') ? this.server : `${this.server.href}/`);
    const reply = await this.http.request({
      method: 'POST',
      url: new URL(`api/v1/cfssl/${what}`, base),
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: new TextEncoder().encode(JSON.stringify(question)),
      maxBytes: MOST_BYTES,
      within,
    });
    if (reply.status === 404) throw new ServiceError('authority.unavailable', `its server has no ${what}`);
    const answer = envelope.safeParse(read(reply.body));
    if (!answer.success) throw new ServiceError('authority.unavailable', `its server does not answer as CFSSL does (${reply.status})`, { retryAfter: 30 });
    const [error] = answer.data.errors ?? [];
    if (!answer.data.success) throw new CfsslRefusal(error?.code ?? reply.status, printable(error?.message ?? 'it says no more'));
    const result = schema.safeParse(answer.data.result);
    if (!result.success) throw new ServiceError('authority.unavailable', `its answer to ${what} lacks what was asked for`, { retryAfter: 30 });
    return result.data;
  }
}

/** A request as `authsign` takes it: the bytes of the question, and an HMAC of exactly these. */
export function authenticated(question: object, key: Secret): object {
  const request = Buffer.from(JSON.stringify(question));
  const token = createHmac('sha256', Buffer.from(key.reveal(), 'hex')).update(request).digest('base64');
  return { token, request: request.toString('base64') };
}

function read(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

/** It goes into an event: no line of it may look like another one. */
function printable(words: string): string {
  return words.replace(/[^\x20-\x7e]+/g, ' ').slice(0, LONGEST_MESSAGE);
}
