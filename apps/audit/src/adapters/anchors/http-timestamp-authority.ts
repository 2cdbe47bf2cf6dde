import { timestampRequest, type TimestampDemands, type TimestampQuestion } from '@paraph/timestamps';
import { request } from 'undici';
import { TimestampAuthority } from '../../domain/anchors/timestamp-authority.js';

const TIMEOUT_MS = 10_000;
const LONGEST_ANSWER = 65_536;

/** A time-stamping authority elsewhere, over HTTP (RFC 3161 section 3.4). */
export class HttpTimestampAuthority extends TimestampAuthority {
  constructor(
    override readonly name: string,
    private readonly url: URL,
    override readonly demands: TimestampDemands,
    private readonly timeoutMs = TIMEOUT_MS,
  ) {
    super();
  }

  override async ask(question: TimestampQuestion): Promise<Uint8Array> {
    const { statusCode, body } = await request(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
      body: timestampRequest(question, this.demands.policy),
      signal: AbortSignal.timeout(this.timeoutMs),
    });
    const parts: Uint8Array[] = [];
    let length = 0;
    for await (const part of body as AsyncIterable<Uint8Array>) {
      length += part.length;
      if (length > LONGEST_ANSWER) throw new Error('the answer does not end');
      parts.push(part);
    }
    // A redirect is not followed: whom it leads to nobody has set.
    if (statusCode !== 200) throw new Error(`the answer was ${statusCode}`);
    return new Uint8Array(Buffer.concat(parts));
  }
}
