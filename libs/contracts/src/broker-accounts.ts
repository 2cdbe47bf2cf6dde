import { ALLOWED_RESPONSES, brokerPermissions } from './broker-permissions.js';
import { subjectFor } from './call.js';
import { calls } from './calls.js';
import { notices, noticeSubject } from './notice.js';
import { busServices, eventSources, type BusService } from './services.js';
import { eventSubjects } from './streams.js';

/** The process that reads the event streams, and the only one whose account has JetStream. */
const READER = 'audit';

/** One subject that a process's account offers to another's. */
export interface BrokerPassage {
  readonly from: BusService;
  readonly to: BusService;
  readonly subject: string;
}

/**
 * All that goes from one process to another: each call for each of its callers, each notice, and each source's events. Everything else
 * stays in the account it was published in. Two things need this beside the users' permissions: a request may name any reply
 * subject, and the callee's right to respond covers it; and who makes a stream chooses what it captures and repeats where.
 */
export function brokerPassages(): readonly BrokerPassage[] {
  const asked = calls.flatMap((call) => call.callers.map((from) => ({ from, to: call.service, subject: subjectFor(call, from) })));
  const told = eventSources.filter((from) => from !== READER).map((from) => ({ from, to: READER, subject: eventSubjects(from) }) as const);
  const noticed = notices.map((notice) => ({ from: notice.from, to: notice.to, subject: noticeSubject(notice) }));
  return [...asked, ...noticed, ...told];
}

/** The `accounts` section of a nats-server configuration: an account and one nkey user per process (public keys begin with U). */
export function natsAccounts(publicKeys: Readonly<Record<BusService, string>>): string {
  return `accounts {\n${busServices.map((service) => natsAccount(service, publicKeys[service])).join('')}}\n`;
}

function natsAccount(service: BusService, publicKey: string): string {
  const { publish, subscribe, answers } = brokerPermissions(service);
  const passages = brokerPassages();
  const exports = passages.filter(({ to }) => to === service).map(({ from, subject }) => `{ service: ${quote(subject)}, accounts: [${account(from)}] }`);
  const imports = passages
    .filter(({ from }) => from === service)
    .map(({ to, subject }) => `{ service: { account: ${account(to)}, subject: ${quote(subject)} } }`);
  const responses = `allow_responses: { max: ${ALLOWED_RESPONSES.max}, expires: "${ALLOWED_RESPONSES.expiresMs / 1_000}s" }`;
  return [
    `  ${account(service)} {`,
    ...(service === READER ? ['    jetstream: enabled'] : []),
    `    users = [{ nkey: ${publicKey}, permissions: {`,
    // An empty list of what is allowed would be read as no list at all.
    `      publish: ${publish.length > 0 ? `{ allow: ${list(publish.map(quote), 8)} }` : '{ deny: [">"] }'}`,
    `      subscribe: { allow: ${list(subscribe.map(quote), 8)} }`,
    ...(answers ? [`      ${responses}`] : []),
    `    } }]`,
    ...(exports.length > 0 ? [`    exports = ${list(exports, 6)}`] : []),
    ...(imports.length > 0 ? [`    imports = ${list(imports, 6)}`] : []),
    `  }\n`,
  ].join('\n');
}

/** The account of a process, as the configuration names it. */
function account(service: BusService): string {
  return service.toUpperCase().replaceAll('-', '_');
}

function quote(subject: string): string {
  return JSON.stringify(subject);
}

function list(entries: readonly string[], indent: number): string {
  if (entries.length === 0) return '[]';
  const space = ' '.repeat(indent);
  return `[\n${entries.map((entry) => `${space}${entry}\n`).join('')}${space.slice(2)}]`;
}
