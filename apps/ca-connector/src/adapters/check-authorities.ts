import { connect } from '@nats-io/transport-node';
import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import { Bus, connectionOptions, type BusSettings } from '@paraph/platform';
import { X509Certificate } from 'node:crypto';
import { EMBEDDED } from '../domain/authorities.js';
import type { Finding } from '../domain/certificate-authority.js';
import { CheckStatements } from '../domain/status-watch/check-statements.js';
import type { AuthoritiesSettings, ConfiguredAuthority } from './authorities.settings.js';
import { makeDriver } from './configured-authorities.js';
import { AuthorityHttp } from './http/authority-http.js';
import { Asn1StatusAnswerJudge } from './status/asn1-status-answer-judge.js';
import { DerRevocationListJudge } from './status/der-revocation-list-judge.js';
import { HttpStatementSource } from './status/http-statement-source.js';

const WITHIN_MS = 15_000;
const BUS_MS = 3_000;
/** Time enough to have a certificate renewed. */
const SOON_MS = 30 * 24 * 3_600_000;

/** What the check of the trust configuration needs. */
export interface CheckParts {
  readonly settings: AuthoritiesSettings;
  /** For drivers whose messages the SAM protects. */
  readonly sam: Pick<Bus, 'call'>;
  readonly clock: Clock;
}

/** Speaks to each authority elsewhere, asks for nothing, and tells what works. Does not throw. */
export async function checkAuthorities(parts: CheckParts): Promise<readonly Finding[]> {
  const { authorities, routes } = parts.settings;
  const found = await Promise.all(authorities.map((one) => checkAuthority(one, parts)));
  const unused = authorities.filter(({ name }) => !routes.some(({ authority }) => authority === name));
  return [
    ...found.flat(),
    ...unused.map(({ name }) => ({ what: `${name}: has a policy`, isWell: false, problem: 'no route leads to it: give it one, or take it out' })),
    ...routes.map(({ policy, authority }) => ({
      what: `policy ${policy} goes to ${authority === EMBEDDED ? 'the embedded authority' : authority}`,
      isWell: true,
    })),
  ];
}

async function checkAuthority(authority: ConfiguredAuthority, { settings, sam, clock }: CheckParts): Promise<readonly Finding[]> {
  const within = AbortSignal.timeout(WITHIN_MS);
  const driver = makeDriver(authority, { routes: settings.routes, sam });
  // The port says that a check does not throw; a driver that does must not keep the others' findings back.
  const tried = await driver.check(within).catch(() => [{ what: 'can be checked', isWell: false, problem: 'its driver failed: a bug' }]);
  const all = [...pins(authority, clock), ...tried, ...(await statements(authority, clock, within))];
  return all.map((finding) => ({ ...finding, what: `${authority.name}: ${finding.what}` }));
}

function pins({ issuers }: ConfiguredAuthority, clock: Clock): readonly Finding[] {
  const now = clock.now().getTime();
  return issuers.map((der) => {
    const { subject, validFromDate, validToDate } = new X509Certificate(der);
    const what = `the pinned ${subject.replaceAll('\n', ', ')} is valid`;
    if (validFromDate.getTime() > now) return { what, isWell: false, problem: 'not yet: its clock or ours is wrong' };
    if (validToDate.getTime() < now) return { what, isWell: false, problem: 'no longer: pin its successor' };
    if (validToDate.getTime() < now + SOON_MS)
      return { what, isWell: false, problem: `only until ${validToDate.toISOString().slice(0, 10)}: pin its successor beside it` };
    return { what, isWell: true };
  });
}

async function statements(authority: ConfiguredAuthority, clock: Clock, within: AbortSignal): Promise<readonly Finding[]> {
  const http = new AuthorityHttp();
  const judges = { lists: new DerRevocationListJudge(), answers: new Asn1StatusAnswerJudge() };
  return new CheckStatements(new HttpStatementSource(http), judges, clock).run(authority, within).finally(() => http.close());
}

/** The SAM over a bus of this check's own, connected when it is first asked. A bus that is away is an answer, and not to be waited for. */
export function samOver(bus: BusSettings): Pick<Bus, 'call'> {
  let connected: Promise<Bus> | undefined;
  const join = async (): Promise<Bus> => {
    const options = { ...connectionOptions('ca-connector', bus), waitOnFirstConnect: false, timeout: BUS_MS, maxReconnectAttempts: 0 };
    try {
      return new Bus(await connect(options), 'ca-connector');
    } catch (cause) {
      throw new ServiceError('service.unavailable', 'the bus does not answer, so the SAM cannot be asked', { cause });
    }
  };
  return { call: async (call, request) => (await (connected ??= join())).call(call, request) };
}
