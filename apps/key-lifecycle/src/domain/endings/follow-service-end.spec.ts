import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock } from '@paraph/testing';
import { FollowServiceEnd, ServiceWatch, type ServiceState } from './follow-service-end.js';
import { FarewellMessenger, Farewells, TellServiceEnd, type Farewell, type FarewellEnd } from './tell-service-end.js';

const DECIDED = new Date('2027-03-01T08:00:00.000Z');
const HOUR = 3_600_000;

class Watch extends ServiceWatch {
  now: ServiceState['state'] | Error = 'serving';
  asked = 0;

  override look(): Promise<ServiceState> {
    this.asked += 1;
    if (this.now instanceof Error) return Promise.reject(this.now);
    return Promise.resolve({ state: this.now, ...(this.now !== 'serving' && { decidedAt: DECIDED }) });
  }
}

class MemoryFarewells extends Farewells {
  readonly holders = new Set(['sub_one', 'sub_two']);
  readonly table = new Map<string, Farewell & { state: string; nextTryAt: Date }>();

  override plan(now: Date): Promise<void> {
    for (const subscriberId of this.holders)
      if (!this.table.has(subscriberId))
        this.table.set(subscriberId, { subscriberId, messageId: `msg_${subscriberId}`, tries: 0, state: 'due', nextTryAt: now });
    return Promise.resolve();
  }

  override due(now: Date): Promise<readonly Farewell[]> {
    return Promise.resolve([...this.table.values()].filter(({ state, nextTryAt }) => state === 'due' && nextTryAt <= now));
  }

  override settle({ subscriberId }: Farewell, end: FarewellEnd): Promise<void> {
    const row = this.table.get(subscriberId);
    if (row) this.table.set(subscriberId, { ...row, ...end, tries: row.tries + 1 });
    return Promise.resolve();
  }
}

class Messenger extends FarewellMessenger {
  readonly told: string[] = [];
  isDown = false;

  override tell({ subscriberId }: Farewell, endedAt: Date): Promise<boolean> {
    if (this.isDown) return Promise.reject(new Error('message.undeliverable'));
    if (subscriberId === 'sub_two') return Promise.resolve(false);
    this.told.push(`${subscriberId} ${endedAt.toISOString()}`);
    return Promise.resolve(true);
  }
}

let [watch, farewells, messenger, clock] = [new Watch(), new MemoryFarewells(), new Messenger(), new FakeClock()];
let compared: number;
let isComparable: boolean;
const replica = () =>
  new FollowServiceEnd(watch, new TellServiceEnd(farewells, messenger, clock), () => {
    if (!isComparable) return Promise.reject(new Error('the database is gone'));
    compared += 1;
    // Afterwards nobody here has a credential that could sign.
    farewells.holders.clear();
    return Promise.resolve();
  });
const { signal } = new AbortController();

beforeEach(() => {
  [watch, farewells, messenger, clock] = [new Watch(), new MemoryFarewells(), new Messenger(), new FakeClock()];
  [compared, isComparable] = [0, true];
});

const states = () => [...farewells.table.values()].map(({ state }) => state);

describe('the end of the service, followed', () => {
  it('compares nothing and tells nobody while the service goes on', async () => {
    const follow = replica();
    expect([await follow.run(signal), await follow.run(signal), compared, messenger.told]).toEqual([undefined, undefined, 0, []]);
  });

  it('compares once while it ends, and once when it has ended; then nobody is asked any more', async () => {
    const follow = replica();
    watch.now = 'ending';
    expect([await follow.run(signal), await follow.run(signal)]).toEqual(['ending', undefined]);
    watch.now = 'ended';
    expect([await follow.run(signal), await follow.run(signal), compared]).toEqual(['ended', undefined, 2]);
    const { asked } = watch;
    await follow.run(signal);
    expect(watch.asked).toBe(asked);
  });

  it('tells each subscriber that had a credential once, over every replica and restart', async () => {
    watch.now = 'ending';
    await replica().run(signal);
    watch.now = 'ended';
    await replica().run(signal);
    await replica().run(signal);
    expect([messenger.told, states()]).toEqual([[`sub_one ${DECIDED.toISOString()}`], ['sent', 'nobody']]);
  });

  it('tells later whom it could not tell, and gives up after three days', async () => {
    watch.now = 'ended';
    messenger.isDown = true;
    const follow = replica();
    await follow.run(signal);
    await follow.run(signal);
    expect([states(), farewells.table.get('sub_one')?.tries]).toEqual([['due', 'due'], 1]);
    for (let hour = 1; hour < 72; hour += 1) {
      clock.advance(HOUR);
      await follow.run(signal);
    }
    expect(states()).toEqual(['failed', 'failed']);
    messenger.isDown = false;
    clock.advance(HOUR);
    await follow.run(signal);
    expect(messenger.told).toEqual([]);
  });

  it('tries again when the SAM does not answer, or the comparison cannot be had', async () => {
    const follow = replica();
    watch.now = new Error('service.unavailable');
    await expect(follow.run(signal)).rejects.toThrow('service.unavailable');
    watch.now = 'ended';
    isComparable = false;
    await expect(follow.run(signal)).rejects.toThrow('the database is gone');
    isComparable = true;
    expect([await follow.run(signal), compared, messenger.told.length]).toEqual(['ended', 1, 1]);
  });

  it('tells nobody more once it is to stop, and goes on later', async () => {
    watch.now = 'ended';
    const stopped = AbortSignal.abort();
    const follow = replica();
    await follow.run(stopped);
    expect(messenger.told).toEqual([]);
    await follow.run(signal);
    expect(messenger.told).toHaveLength(1);
  });
});
