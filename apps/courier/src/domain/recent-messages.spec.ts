import { beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { FakeClock } from '@paraph/testing';
import { NotTaken } from './message-gateway.js';
import { RecentMessages } from './recent-messages.js';

let clock: FakeClock;
let recent: RecentMessages;
let sent: string[];

beforeEach(() => {
  clock = new FakeClock();
  recent = new RecentMessages(clock);
  sent = [];
});

async function once(messageId: string, fails?: Error): Promise<string> {
  const { outcome, repeated } = recent.once(messageId, () => {
    sent.push(messageId);
    return fails ? Promise.reject(fails) : Promise.resolve(clock.now());
  });
  const end = await outcome.then(
    (at) => at.toISOString(),
    (error: Error) => error.message,
  );
  return `${repeated ? 'again ' : ''}${end}`;
}

const undeliverable = (cause?: Error): ServiceError => new ServiceError('message.undeliverable', 'no', cause ? { cause } : {});

describe('a message id', () => {
  it('is sent under once, and answered with the same moment', async () => {
    const first = await once('a');
    clock.advance(60_000);
    expect(await once('a')).toBe(`again ${first}`);
    expect(sent).toEqual(['a']);
  });

  it('is sent under once, even while it is on its way', async () => {
    let taken: (at: Date) => void = () => undefined;
    const first = recent.once('a', () => new Promise((resolve) => (taken = resolve)));
    const second = recent.once('a', () => Promise.reject(new Error('sent twice')));
    taken(clock.now());
    expect(second.repeated).toBe(true);
    expect(await second.outcome).toBe(await first.outcome);
  });

  it.each([
    ['was not readable', new ServiceError('message.unreadable', 'no')],
    ['was refused', undeliverable(new NotTaken('refused', { status: 400 }))],
    ['had no gateway', undeliverable(new NotTaken('unreachable'))],
  ])('may be tried again after it %s', async (_what, error) => {
    await once('a', error);
    expect(await once('a')).not.toContain('again');
    expect(sent).toEqual(['a', 'a']);
  });

  it.each([
    ['may have gone', undeliverable(new NotTaken('late', { maybeGone: true }))],
    ['met a bug', new Error('a bug')],
  ])('is refused again, not sent again, after it %s', async (_what, error) => {
    const first = await once('a', error);
    expect(await once('a')).toBe(`again ${first}`);
    expect(sent).toEqual(['a']);
  });

  it('is another message after ten minutes', async () => {
    await once('a');
    clock.advance(10 * 60_000 - 1);
    await once('a');
    expect(sent).toEqual(['a']);
    clock.advance(1);
    await once('a');
    expect(sent).toEqual(['a', 'a']);
  });
});

it('at most ten thousand are known, the oldest goes first', async () => {
  for (let number = 0; number <= 10_000; number += 1) await once(String(number));
  sent = [];
  await once('1');
  await once('10000');
  expect(sent).toEqual([]);
  await once('0');
  expect(sent).toEqual(['0']);
});
