import { describe, expect, it, jest } from '@jest/globals';
import { isBrokerThere, leaveBus } from './leave-bus.js';

const connection = (rtt: () => Promise<number>) => {
  const did: string[] = [];
  const note = (what: string) => () => {
    did.push(what);
    return Promise.resolve();
  };
  return { did, rtt, drain: note('drain'), close: note('close') };
};

describe('the end of a connection to the bus', () => {
  it('is in order where the broker is there', async () => {
    const one = connection(() => Promise.resolve(1));
    await leaveBus(one);
    expect(one.did).toEqual(['drain']);
  });

  it('waits for nobody where the connection is lost', async () => {
    const one = connection(() => Promise.reject(new Error('disconnected')));
    await leaveBus(one);
    expect(one.did).toEqual(['close']);
  });

  it('waits for three seconds where the broker says nothing', async () => {
    jest.useFakeTimers();
    try {
      const silent = isBrokerThere({ rtt: () => new Promise(() => undefined) });
      await jest.advanceTimersByTimeAsync(2_900);
      expect(await Promise.race([silent, Promise.resolve('waits')])).toBe('waits');
      await jest.advanceTimersByTimeAsync(200);
      expect(await silent).toBe(false);
    } finally {
      jest.useRealTimers();
    }
  });
});
