import { describe, expect, it } from '@jest/globals';
import { OpeningsUnderWay } from './openings-under-way.js';

describe('openings under way', () => {
  it('each learns how many of its names entered before it, and none that ended', async () => {
    const openings = new OpeningsUnderWay();
    const ends: (() => void)[] = [];
    const open = (...names: string[]) =>
      openings.among(names, async (enter) => {
        const others = enter();
        await new Promise<void>((resolve) => void ends.push(resolve));
        return others;
      });
    const begun = [open('ada', 'app'), open('ada', 'other app'), open('bob', 'app')];
    for (const end of ends.splice(0)) end();
    expect(await Promise.all(begun)).toEqual([
      [0, 0],
      [1, 0],
      [0, 1],
    ]);
    const later = open('ada', 'app');
    for (const end of ends.splice(0)) end();
    expect(await later).toEqual([0, 0]);
  });

  it('one that never entered counts for nobody, and one that is refused has ended', async () => {
    const openings = new OpeningsUnderWay();
    const stranger = openings.among(['ada'], () => new Promise(() => undefined));
    expect(stranger).toBeInstanceOf(Promise);
    const refused = openings.among(['ada'], (enter) => (enter(), Promise.reject(new Error('refused'))));
    await expect(refused).rejects.toThrow('refused');
    expect(await openings.among(['ada'], (enter) => Promise.resolve(enter()))).toEqual([0]);
  });
});
