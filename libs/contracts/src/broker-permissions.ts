import { subjectFor, subjectStem } from './call.js';
import { calls } from './calls.js';
import { busServices, eventSources, type BusService } from './services.js';
import { AUDIT_CONSUMER, eventStream } from './streams.js';

/** What one broker user may do. Responders reply through `allow_responses`, so replies need no subject here. */
export interface BrokerPermissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
  readonly answers: boolean;
}

/** Inbox prefix of a process; with a common one, neighbours could read each other's replies. */
export function inboxPrefix(service: BusService): string {
  return `_INBOX_${service.replaceAll('-', '_')}`;
}

/** Permissions of a service's broker user, from the contract table alone. */
export function brokerPermissions(service: BusService): BrokerPermissions {
  const made = calls.filter((call) => call.callers.includes(service)).map((call) => subjectFor(call, service));
  const answered = calls.filter((call) => call.service === service);
  const events = eventSources.filter((source) => source === service).map((source) => `paraph.event.${source}.*`);
  return {
    publish: [...made, ...events, ...(service === 'audit' ? auditStreamRights() : [])],
    // Subject and queue group stand in one string: only as a member of the service's group.
    subscribe: [...answered.map((call) => `${subjectStem(call)}.* ${service}`), `${inboxPrefix(service)}.>`],
    answers: answered.length > 0,
  };
}

/** The JetStream verbs audit needs, stream by stream: it makes the streams, reads them, and acknowledges. */
function auditStreamRights(): string[] {
  return eventSources
    .map(eventStream)
    .flatMap((stream) => [
      `$JS.API.STREAM.INFO.${stream}`,
      `$JS.API.STREAM.CREATE.${stream}`,
      `$JS.API.STREAM.UPDATE.${stream}`,
      `$JS.API.CONSUMER.INFO.${stream}.${AUDIT_CONSUMER}`,
      `$JS.API.CONSUMER.CREATE.${stream}.${AUDIT_CONSUMER}`,
      `$JS.API.CONSUMER.DURABLE.CREATE.${stream}.${AUDIT_CONSUMER}`,
      `$JS.API.CONSUMER.MSG.NEXT.${stream}.${AUDIT_CONSUMER}`,
      `$JS.ACK.${stream}.${AUDIT_CONSUMER}.>`,
    ]);
}

/** The `accounts` section of a nats-server configuration, one nkey user per process (public keys begin with U). */
export function natsAccounts(publicKeys: Readonly<Record<BusService, string>>): string {
  const users = busServices.map((service) => {
    const rights = brokerPermissions(service);
    const answers = rights.answers ? ', allow_responses: { max: 1, expires: "30s" }' : '';
    return `      { nkey: ${publicKeys[service]}, permissions: { publish: { allow: ${list(rights.publish)} }, subscribe: { allow: ${list(rights.subscribe)} }${answers} } } # ${service}`;
  });
  return `accounts {\n  PARAPH {\n    jetstream: enabled\n    users = [\n${users.join('\n')}\n    ]\n  }\n}\n`;
}

function list(subjects: readonly string[]): string {
  return `[${subjects.map((subject) => JSON.stringify(subject)).join(', ')}]`;
}
