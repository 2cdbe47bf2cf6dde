import type { Secret } from '@paraph/kernel';
import { MessageGateway, NotTaken } from '../domain/message-gateway.js';
import type { Message } from '../domain/message.js';
import { accepts } from './probe.js';

export interface HttpSmsSettings {
  /** https, or http on this machine. */
  readonly url: URL;
  readonly token: Secret;
  /** For one request, of which there are at most two. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 3_500;
const PROBE_MS = 2_000;
const TOO_MANY_REQUESTS = 429;

type Answer = { readonly status: number } | { readonly reason: 'unreachable' | 'late'; readonly maybeGone: boolean };

/** What happens only before a request is sent. */
const early = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'];

/** An SMS provider with an HTTP interface: one POST of `{"to", "text"}` a message. */
export class HttpSmsGateway extends MessageGateway {
  override readonly kind = 'http';

  constructor(private readonly settings: HttpSmsSettings) {
    super();
  }

  /** What fails on the other side is asked for once more, under the same key, so that a provider can tell that it is the same. */
  override async deliver(message: Message): Promise<void> {
    const first = await this.post(message);
    const last = isTheirs(first) ? await this.post(message) : first;
    if (isTaken(last)) return;
    const maybeGone = [first, last].some(mayHaveBeenTaken);
    if ('reason' in last) throw new NotTaken(last.reason, { maybeGone });
    throw new NotTaken(last.status === TOO_MANY_REQUESTS ? 'busy' : 'refused', { status: last.status, maybeGone });
  }

  override isReachable(): Promise<boolean> {
    const { hostname, port, protocol } = this.settings.url;
    return accepts(hostname.replace(/^\[|\]$/g, ''), Number(port || (protocol === 'https:' ? 443 : 80)), PROBE_MS);
  }

  private async post(message: Message): Promise<Answer> {
    const { url, token, timeoutMs = TIMEOUT_MS } = this.settings;
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { authorization: `Bearer ${token.reveal()}`, 'content-type': 'application/json', 'idempotency-key': message.messageId },
        body: JSON.stringify({ to: message.address, text: message.text }),
        // Whoever answers for this address answers itself: a number and a code go nowhere else.
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      });
      await response.body?.cancel();
      return { status: response.status };
    } catch (error) {
      const { name, cause } = Object(error) as { readonly name?: unknown; readonly cause?: unknown };
      const { code } = Object(cause) as { readonly code?: unknown };
      return { reason: name === 'TimeoutError' ? 'late' : 'unreachable', maybeGone: !early.includes(String(code)) };
    }
  }
}

function isTaken(answer: Answer): boolean {
  return 'status' in answer && answer.status >= 200 && answer.status < 300;
}

function isTheirs(answer: Answer): boolean {
  return 'reason' in answer || answer.status >= 500;
}

/** A provider that failed may have sent before it failed. */
function mayHaveBeenTaken(answer: Answer): boolean {
  return 'reason' in answer ? answer.maybeGone : answer.status >= 500;
}
