import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node';
import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import { busServices, errorCodes, ServiceError, type Call } from '@paraph/contracts';
import { lastValueFrom } from 'rxjs';
import { unavailableIfLost } from '../database/lost-database.js';
import type { Log } from '../logs/log.js';
import { acceptCorrelationId, runWork } from '../logs/correlation.js';
import type { AnswerExtras, Caller } from './answers.js';
import { CORRELATION_HEADER, DEADLINE_HEADER, encodeError, encodeReply } from './envelope.js';

/** How long a stop waits for requests in hand, in milliseconds. */
const DRAIN_MS = 15_000;

/**
 * Receives the calls this process answers. It checks caller, shape and deadline before the handler, the reply's shape
 * after it, and on a stop answers all it has taken: Nest's own NATS server drops what has arrived when it unsubscribes.
 */
export class BusServer extends Server implements CustomTransportStrategy {
  private readonly subscriptions: Subscription[] = [];
  private inHand = 0;
  private idle: (() => void) | undefined;

  constructor(
    private readonly connection: NatsConnection,
    private readonly queue: string,
    private readonly log: Log,
  ) {
    super();
  }

  override listen(done: (error?: unknown) => void): void {
    for (const pattern of this.messageHandlers.keys()) {
      this.subscriptions.push(this.connection.subscribe(pattern, { queue: this.queue, callback: (error, message) => this.take(pattern, error, message) }));
    }
    // The handlers count as there only when the broker knows of them.
    this.connection.flush().then(() => done(), done);
  }

  /** Takes no further request, answers those in hand, then returns. Repeating it does nothing. */
  override async close(): Promise<void> {
    const open = this.subscriptions.splice(0);
    if (open.length === 0) return;
    // With the broker away nothing can be drained, but what is in hand still ends, with its outcome written.
    await Promise.allSettled(open.map((subscription) => subscription.drain()));
    await this.untilIdle();
    await this.connection.flush().catch((error: unknown) => this.log.error('bus-not-flushed', error));
  }

  override on(): void {
    throw new Error('the bus server emits no events');
  }

  override unwrap<T>(): T {
    throw new Error('the bus connection is not shared');
  }

  private take(pattern: string, error: Error | null, message: Msg): void {
    if (error) return this.log.error('bus-subscription-failed', error, { pattern });
    this.inHand += 1;
    void this.answer(pattern, message).finally(() => {
      this.inHand -= 1;
      if (this.inHand === 0) this.idle?.();
    });
  }

  private async answer(pattern: string, message: Msg): Promise<void> {
    const correlationId = acceptCorrelationId(message.headers?.get(CORRELATION_HEADER));
    const deadline = Number(message.headers?.get(DEADLINE_HEADER) || Number.NaN);
    await runWork({ correlationId, ...(Number.isSafeInteger(deadline) ? { deadline } : {}) }, async () => {
      try {
        message.respond(encodeReply(await this.handle(pattern, message, deadline)));
      } catch (thrown) {
        const error = unavailableIfLost(thrown);
        this.report(pattern, error);
        message.respond(encodeError(error));
      }
    });
  }

  private async handle(pattern: string, message: Msg, deadline: number): Promise<unknown> {
    const handler = this.messageHandlers.get(pattern);
    const { call } = handler?.extras as AnswerExtras;
    const caller = callerOf(call, message.subject);
    const request = call.request.safeParse(parseJson(message));
    if (!request.success) throw new ServiceError('request.invalid', describe(request.error.issues));
    if (!Number.isSafeInteger(deadline)) throw new ServiceError('request.invalid', `the header ${DEADLINE_HEADER} must be a moment in Unix milliseconds`);
    if (deadline <= Date.now()) throw new ServiceError('deadline.exceeded', 'the request came too late to be begun');
    const reply: unknown = await lastValueFrom(this.transformToObservable(await handler?.(request.data, caller)));
    return call.reply.parse(reply);
  }

  private report(pattern: string, error: unknown): void {
    if (error instanceof ServiceError && errorCodes[error.code].fault !== 'bug') {
      this.log.warn('call-refused', {
        pattern,
        code: error.code,
        detail: error.detail,
        ...(error.cause instanceof Error ? { cause: error.cause.message } : {}),
      });
    } else {
      this.log.error('call-failed', error, { pattern });
    }
  }

  private async untilIdle(): Promise<void> {
    if (this.inHand === 0) return;
    await Promise.race([new Promise<void>((resolve) => (this.idle = resolve)), new Promise((resolve) => setTimeout(resolve, DRAIN_MS).unref())]);
  }
}

/** The last token of the subject names the caller; the broker lets each process use only its own name. */
function callerOf(call: Call, subject: string): Caller {
  const name = subject.slice(subject.lastIndexOf('.') + 1);
  const service = busServices.find((one) => one === name);
  if (service === undefined || !call.callers.includes(service)) throw new ServiceError('caller.forbidden', `${name} may not call ${call.service}.${call.name}`);
  return { service };
}

function parseJson(message: Msg): unknown {
  try {
    return message.json();
  } catch (cause) {
    throw new ServiceError('request.invalid', 'the body is not JSON', { cause });
  }
}

function describe(issues: readonly { path: PropertyKey[]; message: string }[]): string {
  return issues.map((issue) => `${issue.path.join('.') || 'the request'}: ${issue.message}`).join('; ');
}
