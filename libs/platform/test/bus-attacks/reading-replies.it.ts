/** A neighbour that reads what others are answered: it listens to their inboxes, or to everything. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { busServices, inboxPrefix, introspectToken, subjectFor, subjectStem } from '@paraph/contracts';
import { HostileBus, nameOf, untilItWouldHaveCome, type Listening } from './hostile-bus.js';

let bus: HostileBus;

beforeAll(async () => {
  bus = await HostileBus.start();
});
afterAll(() => bus.stop());

describe.each(busServices)('%s', (self) => {
  const others = busServices.filter((one) => one !== self).map((other) => `${inboxPrefix(other)}.>`);

  it('may listen to its own inbox: the control', async () => {
    expect(await (await bus.as(self)).refusedListening({ subject: `${inboxPrefix(self)}.>` }, { subject: `${inboxPrefix(self)}.one.request` })).toEqual([]);
  });

  it.each<[string, Listening[]]>([
    ['another’s inbox', others.map((subject) => ({ subject }))],
    ['another’s inbox, in a queue group', others.map((subject) => ({ subject, queue: self }))],
    ['its own inbox and more', [{ subject: '*.>' }, { subject: '*.*.*' }, { subject: '_INBOX.>' }]],
    ['everything', [{ subject: '>' }, { subject: '*' }, { subject: '>', queue: self }]],
    ['what the broker rewrites replies to', [{ subject: '_R_.>' }, { subject: '_R_.*.*' }, { subject: '_GR_.>' }]],
    ['the broker’s own subjects', [{ subject: '$SYS.>' }, { subject: '$JS.>' }, { subject: '$JS.EVENT.ADVISORY.>' }]],
  ])('may not listen to %s', async (_case, wanted) => {
    expect(await (await bus.as(self)).refusedListening(...wanted)).toEqual(wanted.map(nameOf));
  });
});

describe('while the gateway is answered', () => {
  it('nobody else hears it, however they listened', async () => {
    await (await bus.as('identity')).answer(`${subjectStem(introspectToken)}.*`, 'identity', (message) => message.respond('the answer'));
    const spies = busServices.filter((one) => one !== 'gateway' && one !== 'identity');
    const heard = await Promise.all(
      spies.flatMap((spy) => [`${inboxPrefix('gateway')}.>`, '>', `${inboxPrefix(spy)}.>`].map(async (subject) => (await bus.as(spy)).collect(subject))),
    );
    const gateway = await bus.as('gateway');
    const answer = await gateway.connection.request(subjectFor(introspectToken, 'gateway'), '{}', { timeout: 2_000 });
    await untilItWouldHaveCome();
    expect({ answered: answer.string(), heard: heard.flat() }).toEqual({ answered: 'the answer', heard: [] });
  });
});
