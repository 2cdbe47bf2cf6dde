/**
 * An allowed caller that adds a member nobody knows: a constraint that an older callee ignored would be a hole. Every call of the
 * contract table, over the real bus, into the real server; the handler must not be asked.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { busServices, calls, describeAuthorities, subjectFor, subjectStem } from '@paraph/contracts';
import { answering, withTime } from './answering-bus.js';
import { HostileBus } from './hostile-bus.js';

let bus: HostileBus;
const handled: string[] = [];

beforeAll(async () => {
  bus = await HostileBus.start();
  for (const service of busServices) {
    const own = calls.filter((call) => call.service === service);
    const handlers = own.map((call) => [call, async () => void handled.push(subjectStem(call))] as const);
    await answering((await bus.as(service)).connection, service, handlers);
  }
});
afterAll(() => bus.stop());

/** What a call's owner answers to a body. */
async function answer(subject: string, caller: (typeof busServices)[number], body: string, header?: Readonly<Record<string, string>>): Promise<unknown> {
  const { connection } = await bus.as(caller);
  return (await connection.request(subject, body, { timeout: 5_000, headers: withTime(header) })).json();
}

describe.each(calls.flatMap((call) => call.callers.map((caller) => [subjectFor(call, caller), call, caller] as const)))('%s', (subject, _call, caller) => {
  it.each([
    ['an unknown member', '{"surprise":true}'],
    ['an unknown member without a value', '{"surprise":null}'],
    ['a member of every object’s prototype', '{"__proto__":{"surprise":true},"constructor":1}'],
  ])('refuses %s', async (_case, body) => {
    handled.length = 0;
    expect(await answer(subject, caller, body)).toMatchObject({ error: { code: 'request.invalid', detail: expect.stringMatching(/[Uu]nrecognized key/) } });
    expect(handled).toEqual([]);
  });

  it.each([
    ['something that is no object', '[]'],
    ['something that is no JSON', '{'],
    ['nothing', ''],
  ])('refuses %s', async (_case, body) => {
    handled.length = 0;
    expect(await answer(subject, caller, body)).toMatchObject({ error: { code: 'request.invalid' } });
    expect(handled).toEqual([]);
  });
});

describe('a request without a surprise', () => {
  it('reaches the handler: the control', async () => {
    handled.length = 0;
    // The handler answers nothing, which is no reply of this call: a bug, and it says nothing of itself.
    expect(await answer(subjectFor(describeAuthorities, 'ca-connector'), 'ca-connector', '{}')).toMatchObject({ error: { code: 'internal' } });
    expect(handled).toEqual([subjectStem(describeAuthorities)]);
  });
});
