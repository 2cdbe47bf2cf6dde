/** A neighbour that answers others' calls: it listens where the owner does, or pushes itself into the owner's queue group. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { busServices, calls, signHash, subjectFor, subjectStem } from '@paraph/contracts';
import { HostileBus, nameOf } from './hostile-bus.js';

let bus: HostileBus;

beforeAll(async () => {
  bus = await HostileBus.start();
});
afterAll(() => bus.stop());

describe.each(busServices)('%s', (self) => {
  const own = calls.filter((call) => call.service === self);
  const foreign = calls.filter((call) => call.service !== self);

  it('may take its own calls in its own queue group: the control', async () => {
    expect(await (await bus.as(self)).refusedListening(...own.map((call) => ({ subject: `${subjectStem(call)}.*`, queue: self })))).toEqual([]);
  });

  it('may take no call of another, in no group and in any', async () => {
    const wanted = foreign.flatMap((call) =>
      [`${subjectStem(call)}.*`, ...call.callers.map((caller) => subjectFor(call, caller))].flatMap((subject) => [
        { subject },
        { subject, queue: call.service },
        { subject, queue: self },
        { subject, queue: 'spies' },
      ]),
    );
    expect(await (await bus.as(self)).refusedListening(...wanted)).toEqual(wanted.map(nameOf));
  });

  it('may not take several calls at once, nor its own outside its group', async () => {
    const wanted = [
      ...busServices.flatMap((other) => [
        { subject: `paraph.${other}.>` },
        { subject: `paraph.${other}.>`, queue: other },
        { subject: `paraph.${other}.*.*.*` },
      ]),
      { subject: 'paraph.>' },
      { subject: `paraph.*.v${signHash.version}.${signHash.name}.*`, queue: 'sam' },
      ...own.flatMap((call) => [{ subject: `${subjectStem(call)}.*` }, { subject: `${subjectStem(call)}.*`, queue: `${self}-too` }]),
      ...own.flatMap((call) => [
        { subject: `${subjectStem(call)}.*`, queue: '*' },
        { subject: `${subjectStem(call)}.*`, queue: '>' },
      ]),
    ];
    expect(await (await bus.as(self)).refusedListening(...wanted)).toEqual(wanted.map(nameOf));
  });
});

describe('a call to the SAM', () => {
  it('is answered by the SAM each time, with everybody else listening for it', async () => {
    await (await bus.as('sam')).answer(`${subjectStem(signHash)}.*`, 'sam', (message) => message.respond('the SAM'));
    for (const service of busServices.filter((one) => one !== 'sam')) {
      for (const queue of ['sam', service]) await (await bus.as(service)).answer(`${subjectStem(signHash)}.*`, queue, (message) => message.respond(service));
    }
    const { connection } = await bus.as('gateway');
    const answers = new Set<string>();
    for (let count = 0; count < 40; count += 1) answers.add((await connection.request(subjectFor(signHash, 'gateway'), '{}', { timeout: 2_000 })).string());
    expect([...answers]).toEqual(['the SAM']);
  });
});
