import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { Turns } from './turns.js';

describe('turns', () => {
  it('come one after the other, in their order', async () => {
    const turns = new Turns(1_000);
    const said: string[] = [];
    const act = async (name: string): Promise<void> => {
      const end = await turns.take();
      said.push(`${name} begins`);
      await sleep(1);
      said.push(`${name} ends`);
      end();
    };
    await Promise.all(['a', 'b', 'c', 'd'].map(act));
    await act('e');
    expect(said).toEqual(['a', 'b', 'c', 'd', 'e'].flatMap((name) => [`${name} begins`, `${name} ends`]));
  });

  it('are not taken by who comes between an end and the one who waited', async () => {
    const turns = new Turns(1_000);
    const first = await turns.take();
    const said: string[] = [];
    const waited = turns.take().then((end) => (said.push('waited'), end));
    first();
    const late = turns.take().then((end) => (said.push('late'), end));
    (await waited)();
    (await late)();
    expect(said).toEqual(['waited', 'late']);
  });

  it('end once, however often that is said', async () => {
    const turns = new Turns(20);
    const first = await turns.take();
    const waiting = turns.take();
    first();
    first();
    const second = await waiting;
    await expect(turns.take()).rejects.toMatchObject({ code: 'service.unavailable' });
    second();
    (await turns.take())();
  });

  it('are given up by who waited too long, and then go to the next one', async () => {
    const turns = new Turns(20);
    const first = await turns.take();
    await expect(turns.take()).rejects.toMatchObject({ code: 'service.unavailable', retryAfter: 1 });
    const next = turns.take();
    first();
    (await next)();
  });
});
