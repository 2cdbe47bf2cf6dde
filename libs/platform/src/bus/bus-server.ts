import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node';
import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import { busServices, errorCodes, inboxPrefix, replicaSubject, ServiceError, subjectStem, type BusService, type Call } from '@paraph/contracts';
import { lastValueFrom } from 'rxjs';
import { unavailableIfLost } from '../database/lost-database.js';
import type { Log } from '../logs/log.js';
import { acceptCorrelationId, runWork } from '../logs/correlation.js';
import type { AnswerExtras, Caller } from './answers.js';
import { acceptTrace, TRACE_HEADER } from '../logs/trace-context.js';
import { beginSpan, outcomeOf } from '../tracing/traced.js';
import type { CallFigures } from './call-figures.js';
import { callSpan } from './call-span.js';
import { isBrokerThere } from './leave-bus.js';
import { CORRELATION_HEADER, DEADLINE_HEADER, encodeError, encodeReply, mayAnswer, REWRITTEN_REPLY } from './envelope.js';

/** How long a stop waits for requests in hand, in milliseconds. */
const DRAIN_MS = 15_000;

/** Longest description of what is wrong with a request. */
const DESCRIPTION_LENGTH = 1_000;

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
    /** This process’s own name among the replicas of its service, where they hand calls on to each other. */
    private readonly replica?: string,
    private readonly figures?: CallFigures,
  ) {
    super();
  }

  override listen(done: (error?: unknown) => void): void {
    for (const pattern of this.messageHandlers.keys()) {
      this.subscriptions.push(this.connection.subscribe(pattern, { queue: this.queue, callback: (error, message) => this.take(pattern, error, message) }));
      this.listenToReplicas(pattern);
    }
    // The handlers count as there only when the broker knows of them.
    this.connection.flush().then(() => done(), done);
  }

  /** Takes no further request, answers those in hand, then returns. Repeating it does nothing. */
  override async close(): Promise<void> {
    const open = this.subscriptions.splice(0);
    if (open.length === 0) return;
    // With the broker away nothing can be drained, but what is in hand still ends, with its outcome written.
    if (await isBrokerThere(this.connection)) await Promise.allSettled(open.map((subscription) => subscription.drain()));
    else for (const subscription of open) subscription.unsubscribe();
    await this.untilIdle();
    if (await isBrokerThere(this.connection)) await this.connection.flush().catch((error: unknown) => this.log.error('bus-not-flushed', error));
  }

  override on(): void {
    throw new Error('the bus server emits no events');
  }

  override unwrap<T>(): T {
    throw new Error('the bus connection is not shared');
  }

  /** What only this replica can answer comes from the others of its service, in an account that nobody else publishes in. */
  private listenToReplicas(pattern: string): void {
    const { call } = this.messageHandlers.get(pattern)?.extras as AnswerExtras;
    if (!call.isForwarded || this.replica === undefined) return;
    const callback = (error: Error | null, message: Msg): void => this.take(pattern, error, message);
    this.subscriptions.push(this.connection.subscribe(replicaSubject(call, this.replica), { callback }));
  }

  private take(pattern: string, error: Error | null, message: Msg): void {
    if (error) return this.log.error('bus-subscription-failed', error, { pattern });
    const { call } = this.messageHandlers.get(pattern)?.extras as AnswerExtras;
    // To respond is to publish wherever the request says: only where the broker says so, or to this service's own inboxes; never where a caller does.
    const replies = isHandedOn(call, message.subject) ? `${inboxPrefix(call.service)}.` : REWRITTEN_REPLY;
    if (!message.reply?.startsWith(replies)) return this.log.warn('reply-subject-refused', { subject: message.subject, reply: message.reply });
    this.inHand += 1;
    void this.answer(pattern, message)
      // Whatever somebody has sent, it ends with its own message and not with this process.
      .catch((failed: unknown) => this.log.error('answer-not-sent', failed, { pattern }))
      .finally(() => {
        this.inHand -= 1;
        if (this.inHand === 0) this.idle?.();
      });
  }

  private async answer(pattern: string, message: Msg): Promise<void> {
    const { call } = this.messageHandlers.get(pattern)?.extras as AnswerExtras;
    const correlationId = acceptCorrelationId(message.headers?.get(CORRELATION_HEADER));
    const trace = acceptTrace(message.headers?.get(TRACE_HEADER));
    const deadline = deadlineOf(call, message);
    const counted = this.figures?.taken(call);
    const span = beginSpan(callSpan(call, 'server'), trace);
    const ended = (outcome: string): void => {
      counted?.(outcome);
      span?.end(outcome, { 'paraph.correlation_id': correlationId });
    };
    await runWork({ correlationId, trace: span?.trace ?? trace, ...(deadline === undefined ? {} : { deadline }) }, async () => {
      try {
        message.respond(encodeReply(await this.handle(pattern, message, deadline)));
        ended('success');
      } catch (thrown) {
        const error = this.declared(call, unavailableIfLost(thrown));
        ended(outcomeOf(error));
        message.respond(encodeError(error));
      }
    });
  }

  private async handle(pattern: string, message: Msg, deadline: number | undefined): Promise<unknown> {
    const handler = this.messageHandlers.get(pattern);
    const { call } = handler?.extras as AnswerExtras;
    const caller = callerOf(call, message.subject);
    const request = call.request.safeParse(parseJson(message));
    if (!request.success) throw new ServiceError('request.invalid', describe(request.error.issues));
    if (deadline === undefined) throw new ServiceError('request.invalid', `the header ${DEADLINE_HEADER} must be a moment in Unix milliseconds`);
    if (deadline <= Date.now()) throw new ServiceError('deadline.exceeded', 'the request came too late to be begun');
    const reply: unknown = await lastValueFrom(this.transformToObservable(await handler?.(request.data, caller)));
    return call.reply.parse(reply);
  }

  /** The error as the caller may see it, once it is in the log: a code that the call does not declare is a bug of this process. */
  private declared(call: Call, error: unknown): unknown {
    const pattern = subjectStem(call);
    if (error instanceof ServiceError && !mayAnswer(call, error.code)) {
      this.log.error('code-undeclared', error, { pattern, code: error.code });
      return undefined;
    }
    this.report(pattern, error);
    return error;
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
  if (service === undefined || !mayCall(call, service, subject))
    throw new ServiceError('caller.forbidden', `${name} may not call ${call.service}.${call.name}`);
  return { service };
}

/** A service's own replicas come on their own subjects, which the broker lets nobody else publish on. */
function mayCall(call: Call, service: BusService, subject: string): boolean {
  return isHandedOn(call, subject) ? service === call.service : call.callers.includes(service);
}

function isHandedOn(call: Call, subject: string): boolean {
  return call.isForwarded === true && !subject.startsWith(`${subjectStem(call)}.`);
}

/**
 * Until when somebody waits for the answer. Nobody gives a call more time than it has: who asks for that would have this process work,
 * and wait for others, as long as they like.
 */
function deadlineOf(call: Call, message: Msg): number | undefined {
  const text = message.headers?.get(DEADLINE_HEADER) ?? '';
  return /^\d{1,15}$/.test(text) ? Math.min(Number(text), Date.now() + call.budgetMs) : undefined;
}

function parseJson(message: Msg): unknown {
  try {
    return message.json();
  } catch (cause) {
    throw new ServiceError('request.invalid', 'the body is not JSON', { cause });
  }
}

/** What is wrong with a request. Some of the words are the caller's own, and it may have sent very many. */
function describe(issues: readonly { path: PropertyKey[]; message: string }[]): string {
  const first = issues.slice(0, 10).map((issue) => `${issue.path.join('.') || 'the request'}: ${issue.message}`);
  return first.join('; ').slice(0, DESCRIPTION_LENGTH);
}
