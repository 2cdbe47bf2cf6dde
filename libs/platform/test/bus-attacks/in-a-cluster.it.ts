/**
 * Three servers that run the files of an installation (deploy/nats), and the processes spread over them: each call that the contract table has goes
 * through, from one server to another, and for every other pair of process and call the server of the caller refuses it.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RequestError, type NatsConnection } from '@nats-io/transport-node';
import { busServices, calls, notices, noticeSubject, subjectFor, subjectStem, eventSources, eventSubject, type BusService, type Call } from '@paraph/contracts';
import { startNatsCluster, whyNoCluster, type TestNatsCluster } from '@paraph/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectBus } from '../../src/index.js';
import { Neighbour } from './hostile-bus.js';

const reason = whyNoCluster();
const clustered = reason === undefined ? describe : describe.skip;

let cluster: TestNatsCluster;
const open: NatsConnection[] = [];
const known = new Map<BusService, Neighbour>();

/** Each process at one of the servers, so that most of what is said crosses from one to another. */
beforeAll(async () => {
  if (reason !== undefined) return;
  cluster = await startNatsCluster();
  for (const [place, service] of busServices.entries()) {
    const connection = await connectBus(service, { url: cluster.urls[place % cluster.urls.length] ?? '', ca: cluster.ca, nkey: cluster.nkeys[service] });
    open.push(connection);
    known.set(service, new Neighbour(connection));
  }
  for (const call of calls)
    await as(call.service).answer(`${subjectStem(call)}.*`, call.service, (message) => message.respond(`${call.service} to ${message.subject}`));
}, 60_000);

afterAll(async () => {
  await Promise.all(open.map((connection) => connection.close()));
  await (reason === undefined ? cluster.stop() : undefined);
});

function as(service: BusService): Neighbour {
  const neighbour = known.get(service);
  if (!neighbour) throw new Error(`${service} is not connected`);
  return neighbour;
}

clustered(`in a cluster of three${reason === undefined ? '' : ` (not here: ${reason})`}`, () => {
  const pairs = calls.flatMap((call) => busServices.map((caller) => ({ call, caller, subject: subjectFor(call, caller) })));
  const isAllowed = ({ call, caller }: (typeof pairs)[number]): boolean => call.callers.includes(caller);

  it(`each of the ${pairs.filter(isAllowed).length} arrows of the table goes through`, async () => {
    const said = await Promise.all(pairs.filter(isAllowed).map(({ call, caller, subject }) => ask(call, caller, subject)));
    expect(said).toEqual(pairs.filter(isAllowed).map(({ call, subject }) => `${call.service} to ${subject}`));
  });

  it.each(busServices)(`%s is refused every other of the ${pairs.length} pairs, under its own name and under others`, async (self) => {
    const mine = pairs.filter((pair) => pair.caller === self && isAllowed(pair)).map(({ subject }) => subject);
    const refused = new Set(await as(self).refusedPublications(...pairs));
    expect(pairs.map(({ subject }) => subject).filter((subject) => !refused.has(subject))).toEqual(mine);
  });

  it.each(busServices)('%s may neither tell what others tell nor record for them', async (self) => {
    const told = notices.map((notice) => ({ from: notice.from, subject: noticeSubject(notice) }));
    const recorded = eventSources.map((source) => ({ from: source, subject: eventSubject(source, 'service-started') }));
    const refused = await as(self).refusedPublications(...told, ...recorded);
    expect(refused).toEqual([...told, ...recorded].filter(({ from }) => from !== self).map(({ subject }) => subject));
  });

  it.each(busServices)('%s may answer for nobody else', async (self) => {
    const wanted = calls.map((call) => ({ subject: `${subjectStem(call)}.*`, queue: call.service, owner: call.service }));
    const refused = await as(self).refusedListening(...wanted);
    expect(refused).toEqual(wanted.filter(({ owner }) => owner !== self).map(({ subject, queue }) => `${subject} ${queue}`));
  });
});

/** That somebody answers has to reach the caller's server first: nobody there yet is tried again, until the test ends. */
async function ask(call: Call, caller: BusService, subject: string): Promise<string> {
  try {
    return (await as(caller).connection.request(subject, '{}', { timeout: 5_000 })).string();
  } catch (error) {
    if (!(error instanceof RequestError && error.isNoResponders())) throw error;
    await sleep(20);
    return ask(call, caller, subject);
  }
}
