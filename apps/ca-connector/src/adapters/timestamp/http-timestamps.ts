import { ServiceError } from '@paraph/contracts';
import type { Secret } from '@paraph/kernel';
import { timestampRequest } from '@paraph/timestamps';
import { TimestampAuthority, type TimestampQuestion } from '../../domain/timestamp.js';

/** How a time-stamping authority elsewhere is reached. */
export interface TimestampServer {
  /** https, or http on this machine. */
  readonly url: URL;
  readonly policy?: string | undefined;
  readonly login?: { readonly user: string; readonly password: Secret } | undefined;
  readonly timeoutMs?: number;
}

/** Well within the budget of the call. */
const TIMEOUT_MS = 8_000;
const LONGEST_ANSWER = 65_536;

/** Time-stamps of an authority elsewhere, over HTTP (RFC 3161 section 3.4). */
export class HttpTimestamps extends TimestampAuthority {
  override readonly driver = 'http';

  constructor(private readonly server: TimestampServer) {
    super();
  }

  override async ask(question: TimestampQuestion): Promise<Uint8Array> {
    const { url, policy, login, timeoutMs = TIMEOUT_MS } = this.server;
    const headers = { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply', ...(login && authorization(login)) };
    try {
      const body = timestampRequest(question, policy);
      // A redirect could lead to where the password has no business.
      const answer = await fetch(url, { method: 'POST', headers, body, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
      if (answer.status !== 200) {
        await answer.body?.cancel();
        throw refused(`it answered ${answer.status}`);
      }
      return await limited(answer);
    } catch (cause) {
      if (cause instanceof ServiceError) throw cause;
      throw refused('it does not answer', cause);
    }
  }
}

function authorization({ user, password }: NonNullable<TimestampServer['login']>): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${user}:${password.reveal()}`).toString('base64')}` };
}

async function limited(answer: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const body: AsyncIterable<Uint8Array> | Iterable<Uint8Array> = answer.body ?? [];
  for await (const part of body) {
    length += part.length;
    if (length > LONGEST_ANSWER) throw refused('its answer does not end');
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}

function refused(why: string, cause?: unknown): ServiceError {
  return new ServiceError('timestamp.refused', 'the time-stamping authority gave no time-stamp', { cause: new Error(why, { cause }) });
}
