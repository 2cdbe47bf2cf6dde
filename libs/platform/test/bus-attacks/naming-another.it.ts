/** A neighbour that calls under another's name, which is the last part of the subject, or calls what it is not listed for. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { busServices, calls, signHash, subjectFor, subjectStem } from '@paraph/contracts';
import { HostileBus } from './hostile-bus.js';

let bus: HostileBus;

beforeAll(async () => {
  bus = await HostileBus.start();
});
afterAll(() => bus.stop());

describe.each(busServices)('%s', (self) => {
  const names = [...busServices, 'operator', 'approval', '_', '*', '>'].map((name) => (name === '*' || name === '>' ? `${name}x` : name));
  const every = calls.flatMap((call) => names.map((name) => ({ call, name, subject: `${subjectStem(call)}.${name}` })));
  const allowed = every.filter(({ call, name }) => name === self && call.callers.includes(self)).map(({ subject }) => subject);

  it(`may make its own ${allowed.length} calls under its own name, and of all ${every.length} subjects no other`, async () => {
    const refused = new Set(await (await bus.as(self)).refusedPublications(...every));
    expect(every.map(({ subject }) => subject).filter((subject) => !refused.has(subject))).toEqual(allowed);
  });

  it('may not call with a name left out, added or in another case, nor another version', async () => {
    const odd = calls.flatMap((call) => [
      subjectStem(call),
      `${subjectStem(call)}.${self}.gateway`,
      `${subjectStem(call)}.gateway.${self}`,
      `${subjectStem(call)}.${self.toUpperCase()}`,
      `paraph.${call.service}.v${call.version + 1}.${call.name}.${self}`,
      `PARAPH.${call.service}.v${call.version}.${call.name}.${self}`,
    ]);
    expect(await (await bus.as(self)).refusedPublications(...odd.map((subject) => ({ subject })))).toEqual(odd);
  });
});

describe('the SAM', () => {
  it('hears the one who may call, and none of the others who tried', async () => {
    const heard = await (await bus.as('sam')).collect(`${subjectStem(signHash)}.*`, 'sam');
    for (const service of busServices) {
      const subjects = busServices.map((name) => ({ subject: subjectFor(signHash, name), payload: service }));
      await (await bus.as(service)).refusedPublications(...subjects);
    }
    await (await bus.as('sam')).settle();
    expect(heard.map((message) => `${message.string()} as ${message.subject}`)).toEqual([`gateway as ${subjectFor(signHash, 'gateway')}`]);
  });
});
