import { InvalidArgumentError, NoRespondersError, PermissionViolationError, RequestError, TimeoutError, type NatsConnection } from '@nats-io/transport-node';
import { noticeSubject, replicaSubject, ServiceError, subjectFor, type BusService, type Call, type Notice, type ReplyOf } from '@paraph/contracts';
import { setTimeout as pause } from 'node:timers/promises';
import { type z } from 'zod';
import { acceptCorrelationId, correlationId, currentDeadline, currentTrace } from '../logs/correlation.js';
import { acceptTrace, type TraceContext } from '../logs/trace-context.js';
import { traced } from '../tracing/traced.js';
import { callSpan } from './call-span.js';
import { decodeReply, requestHeaders } from './envelope.js';

/** What a caller may write for a call's request, before defaults are filled in. */
export type AskOf<C extends Call> = z.input<C['request']>;

/** Nobody of that name listens on the bus: what was asked certainly was not begun. */
export class NobodyThere extends ServiceError {}

/** No answer came to what was sent: whether somebody heard it, and did what was asked, is not known. */
export class Unanswered extends ServiceError {}

/** How long a notice may take to reach the broker before nobody waits for it any more, in milliseconds. */
const TOLD_WITHIN_MS = 500;

/** Time kept back from a deadline, so that the callee's late answer can still be reported, in milliseconds. */
const MARGIN_MS = 50;

interface Sending {
  readonly subject: string;
  readonly correlation: string;
  readonly deadline: number;
  readonly trace: TraceContext;
  readonly timeout: number;
}

/** How a process calls its neighbours. */
export class Bus {
  constructor(
    private readonly connection: NatsConnection,
    private readonly self: BusService,
  ) {}

  /**
   * Calls a neighbour and waits for its answer, at most the call's budget and never past the deadline of the work at hand.
   *
   * @throws ServiceError with a code of the call, or one of the universal ones
   */
  call<C extends Call>(call: C, request: AskOf<C>): Promise<ReplyOf<C>> {
    return this.ask(call, request, subjectFor(call, this.self));
  }

  /**
   * Hands a call on to another replica of this service, which decides it as if it had come there first.
   *
   * @throws as `call`; `service.unavailable` also where nobody of that name lives
   */
  handOn<C extends Call>(call: C, request: AskOf<C>, replica: string): Promise<ReplyOf<C>> {
    return this.ask(call, request, replicaSubject(call, replica));
  }

  private ask<C extends Call>(call: C, request: AskOf<C>, subject: string): Promise<ReplyOf<C>> {
    return traced(callSpan(call, 'client'), () => this.askInTime(call, request, subject));
  }

  private async askInTime<C extends Call>(call: C, request: AskOf<C>, subject: string): Promise<ReplyOf<C>> {
    const body = call.request.parse(request);
    const now = Date.now();
    const deadline = Math.min(now + call.budgetMs, (currentDeadline() ?? Infinity) - MARGIN_MS);
    if (deadline <= now) throw new ServiceError('deadline.exceeded', `no time left to call ${call.service}`);
    const correlation = acceptCorrelationId(correlationId());
    const trace = currentTrace() ?? acceptTrace(undefined);
    const text = await this.request(call, JSON.stringify(body), { subject, correlation, deadline, trace, timeout: deadline - now });
    // The schema of C is what parses, so its output is C's reply; the compiler cannot follow that through the type parameter.
    return call.reply.parse(decodeReply(call, text)) as ReplyOf<C>;
  }

  /**
   * Tells all replicas of a neighbour, and waits until the broker has it, so that what they do next is done knowingly. It never fails: with the
   * broker away nobody hears it, and a notice is one that may be missed.
   */
  async tell(notice: Notice): Promise<void> {
    const bound = new AbortController();
    try {
      this.connection.publish(noticeSubject(notice));
      await Promise.race([this.connection.flush(), pause(TOLD_WITHIN_MS, undefined, { signal: bound.signal })]);
    } catch {
      // The connection is closing, and with it this process.
    } finally {
      bound.abort();
    }
  }

  /** Hears each telling of a notice from now on. */
  hear(notice: Notice, heard: () => void): void {
    this.connection.subscribe(noticeSubject(notice), {
      callback: (error) => {
        if (!error) heard();
      },
    });
  }

  private async request(call: Call, body: string, sending: Sending): Promise<string> {
    try {
      const message = await this.connection.request(sending.subject, body, {
        timeout: sending.timeout,
        headers: requestHeaders(sending),
      });
      return message.string();
    } catch (cause) {
      throw translate(cause, call);
    }
  }
}

function translate(cause: unknown, call: Call): Error {
  const root = cause instanceof RequestError && cause.cause instanceof Error ? cause.cause : cause;
  if (root instanceof PermissionViolationError) return new ServiceError('service.forbidden', `the bus does not allow this call to ${call.service}`, { cause });
  if (root instanceof TimeoutError) return new Unanswered('deadline.exceeded', `${call.service} did not answer in time`, { cause, retryAfter: 1 });
  if (root instanceof NoRespondersError || (cause instanceof RequestError && cause.isNoResponders())) {
    return new NobodyThere('service.unavailable', `${call.service} is not there`, { cause, retryAfter: 1 });
  }
  if (root instanceof InvalidArgumentError)
    return new ServiceError('request.invalid', `the request to ${call.service} is larger than the bus carries`, { cause });
  return new Unanswered('service.unavailable', `the bus does not answer`, { cause, retryAfter: 1 });
}
