/**
 * Headers as a way in: a correlation id that ends its line and begins another header, a deadline that never comes, a header that has the
 * broker send copies elsewhere. What a stranger sends over HTTP arrives here as a correlation id and a trace.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { introspectToken, subjectFor, type BusService } from '@paraph/contracts';
import { acceptCorrelationId, Bus, correlationId, currentDeadline, runWork } from '../../src/index.js';
import { acceptTrace } from '../../src/logs/trace-context.js';
import { currentTrace } from '../../src/logs/correlation.js';
import { answering, withTime } from './answering-bus.js';
import { HostileBus, untilItWouldHaveCome, type Neighbour } from './hostile-bus.js';

let bus: HostileBus;
let gateway: Neighbour;
const seen: { correlation?: string | undefined; trace?: string | undefined; left?: number }[] = [];

beforeAll(async () => {
  bus = await HostileBus.start();
  gateway = await bus.as('gateway');
  await answering((await bus.as('identity')).connection, 'identity', [
    [
      introspectToken,
      async () => {
        seen.push({ correlation: correlationId(), trace: currentTrace()?.traceId, left: (currentDeadline() ?? 0) - Date.now() });
        return { state: 'unknown' };
      },
    ],
  ]);
});
afterAll(() => bus.stop());

const subject = subjectFor(introspectToken, 'gateway');
const token = { tokenDigest: 'A'.repeat(43) };
const traceId = '0af7651916cd43dd8448eb211c80319c';

/** What the callee sees beside a request of the gateway's own. */
async function arrivesWith(more: Readonly<Record<string, string>>): Promise<(typeof seen)[number] | undefined> {
  seen.length = 0;
  await gateway.connection.request(subject, JSON.stringify(token), { timeout: 2_000, headers: withTime(more) });
  return seen[0];
}

describe('correlation id and trace', () => {
  it('travel with a call: the control', async () => {
    seen.length = 0;
    const trace = acceptTrace(`00-${traceId}-b7ad6b7169203331-01`);
    await runWork({ correlationId: 'correlation-1', trace }, () => new Bus(gateway.connection, 'gateway').call(introspectToken, token));
    expect(seen).toMatchObject([{ correlation: 'correlation-1', trace: traceId }]);
  });

  it.each([
    ['a second header', 'abcdefgh\r\nParaph-Deadline: 9999999999999'],
    ['a second message', 'abcdefgh\r\n\r\nPUB paraph.sam.v1.x.gateway 2\r\n{}\r\n'],
    ['a line of its own', 'abcdefgh\nabcdefgh'],
    ['half a surrogate pair', 'abcdefgh\ud800'],
    ['words for the log', 'abcdefgh","level":"error'],
    ['very much', 'a'.repeat(100_000)],
  ])('carry no %s that a stranger sends', async (_case, offered) => {
    seen.length = 0;
    const work = { correlationId: acceptCorrelationId(offered), trace: acceptTrace(offered) };
    await runWork(work, () => new Bus(gateway.connection, 'gateway').call(introspectToken, token));
    expect(seen).toEqual([
      { correlation: expect.stringMatching(/^[A-Za-z0-9_-]{16}$/), trace: expect.stringMatching(/^[0-9a-f]{32}$/), left: expect.any(Number) },
    ]);
    // And none from work whose correlation id nobody has looked at.
    await runWork({ correlationId: offered }, () => new Bus(gateway.connection, 'gateway').call(introspectToken, token));
    expect(seen[1]?.correlation).toMatch(/^[A-Za-z0-9_-]{16}$/);
  });

  it.each([
    ['one that is too long', { 'Paraph-Correlation': 'x'.repeat(65), traceparent: `00-${traceId}-b7ad6b7169203331-01-more`.repeat(9) }],
    ['one with other characters', { 'Paraph-Correlation': 'abcdefgh <script>', traceparent: `00-${'Z'.repeat(32)}-b7ad6b7169203331-01` }],
    ['one of nothing', { 'Paraph-Correlation': '', traceparent: `00-${'0'.repeat(32)}-b7ad6b7169203331-01` }],
    ['one of a version that is forbidden', { traceparent: `ff-${traceId}-b7ad6b7169203331-01` }],
  ])('are made anew for a neighbour that sends %s', async (_case, more) => {
    const arrived = await arrivesWith(more);
    expect(arrived).toMatchObject({ correlation: expect.stringMatching(/^[A-Za-z0-9_-]{16}$/), trace: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(arrived?.trace).not.toBe(traceId);
  });
});

describe('a deadline', () => {
  it.each([
    ['in a hundred years', String(Date.now() + 3_000_000_000_000)],
    ['in thirty thousand years', '9'.repeat(15)],
  ])('%s gives the callee no more time than the call has', async (_case, deadline) => {
    const arrived = await arrivesWith({ 'Paraph-Deadline': deadline });
    expect(arrived?.left).toBeGreaterThan(0);
    expect(arrived?.left).toBeLessThanOrEqual(introspectToken.budgetMs);
  });

  it.each(['', 'soon', 'Infinity', '1e400', '-1', '0', '1.5', '9'.repeat(16), '0x7fffffffffff', ' '])(
    'that is "%s" is refused, and the handler not asked',
    async (deadline) => {
      seen.length = 0;
      const answer = await gateway.connection.request(subject, JSON.stringify(token), { timeout: 10_000, headers: withTime({ 'Paraph-Deadline': deadline }) });
      expect(answer.json<{ error?: { code: string } }>().error?.code).toMatch(/^(?:request\.invalid|deadline\.exceeded)$/);
      expect(seen).toEqual([]);
    },
  );
});

describe('the broker’s own headers', () => {
  it.each<[string, BusService]>([
    ['paraph.sam.v1.x.identity', 'sam'],
    ['_INBOX_sam.x', 'sam'],
    ['paraph.event.sam.signature-made', 'audit'],
  ])('have it send no copy of a message to %s', async (destination, victim) => {
    const heard = await (await bus.as(victim)).collect(victim === 'sam' ? '_INBOX_sam.>' : '_INBOX_audit.>');
    for (const more of [
      { 'Nats-Trace-Dest': destination },
      { 'Nats-Trace-Dest': destination, 'Nats-Trace-Only': 'true' },
      { 'Nats-Trace-Dest': destination, traceparent: `00-${traceId}-b7ad6b7169203331-01` },
      { 'Nats-Pending-Size': '1', 'Nats-Subject': destination },
    ])
      gateway.connection.publish(subject, JSON.stringify(token), { headers: withTime(more) });
    await gateway.settle();
    await untilItWouldHaveCome();
    expect(heard).toEqual([]);
  });
});

describe('a message without a place to answer to, or with one of the caller’s', () => {
  it('is no call: the handler is not asked', async () => {
    seen.length = 0;
    gateway.connection.publish(subject, JSON.stringify(token), { headers: withTime() });
    await gateway.settle();
    await untilItWouldHaveCome();
    expect(seen).toEqual([]);
    expect(await arrivesWith({})).toMatchObject({ left: expect.any(Number) });
  });
});
