import { replicaSubject, subjectFor, subjectStem } from './call.js';
import { calls } from './calls.js';
import { notices, noticeSubject } from './notice.js';
import { eventSources, type BusService } from './services.js';
import { AUDIT_CONSUMER, eventStream, eventSubjects } from './streams.js';

/** What one broker user may do. Responders reply through `allow_responses`, so replies need no subject here. */
export interface BrokerPermissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
  readonly answers: boolean;
}

/** How often and how long a request may be answered, by the broker's own count. Every call's budget ends before. */
export const ALLOWED_RESPONSES = { max: 1, expiresMs: 30_000 } as const;

/** Inbox prefix of a process; with a common one, neighbours could read each other's replies. */
export function inboxPrefix(service: BusService): string {
  return `_INBOX_${service.replaceAll('-', '_')}`;
}

/** Permissions of a service's broker user, from the contract table alone. */
export function brokerPermissions(service: BusService): BrokerPermissions {
  const made = calls.filter((call) => call.callers.includes(service)).map((call) => subjectFor(call, service));
  const answered = calls.filter((call) => call.service === service);
  // From replica to replica of this service alone: no account lets it in or out.
  const handedOn = answered.filter(({ isForwarded }) => isForwarded).map((call) => replicaSubject(call, '*'));
  const told = notices.filter(({ from }) => from === service).map(noticeSubject);
  const heard = notices.filter(({ to }) => to === service).map(noticeSubject);
  const events = eventSources.filter((source) => source === service).map(eventSubjects);
  return {
    publish: [...made, ...handedOn, ...told, ...events, ...(service === 'audit' ? auditStreamRights() : [])],
    // Subject and queue group stand in one string: only as a member of the service's group.
    // A notice is for every replica, so nobody hears it as a member of a group.
    subscribe: [...answered.map((call) => `${subjectStem(call)}.* ${service}`), ...handedOn, ...heard, `${inboxPrefix(service)}.>`],
    answers: answered.length > 0,
  };
}

/**
 * The JetStream verbs audit needs, stream by stream. It has none that changes, empties, copies or deletes a stream, none that
 * deletes a consumer, and none that reads a message without a consumer.
 */
function auditStreamRights(): string[] {
  return eventSources.map(eventStream).flatMap((stream) => [
    // Makes the stream on a broker that has none; repeated at each start, and refused if the stream there has another shape.
    `$JS.API.STREAM.CREATE.${stream}`,
    // Makes its own durable consumer; the older DURABLE.CREATE does the same and is not needed from 2.9 on.
    `$JS.API.CONSUMER.CREATE.${stream}.${AUDIT_CONSUMER}`,
    // Looks whether the consumer is there, before reading and after a reconnect.
    `$JS.API.CONSUMER.INFO.${stream}.${AUDIT_CONSUMER}`,
    // Asks for the next messages.
    `$JS.API.CONSUMER.MSG.NEXT.${stream}.${AUDIT_CONSUMER}`,
    // Says that a message is in the log, or asks for it again.
    `$JS.ACK.${stream}.${AUDIT_CONSUMER}.>`,
  ]);
}
