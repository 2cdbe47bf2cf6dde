import { beforeEach, expect, it } from '@jest/globals';
import { FakeClock } from '@paraph/testing';
import { BriefMemory } from './brief-memory.js';

let clock: FakeClock;
let figures: string[];
let memory: BriefMemory<string>;
let asked: number;
beforeEach(() => {
  clock = new FakeClock();
  figures = [];
  asked = 0;
  memory = made();
});

const made = (limits: { most?: number; endOf?: (value: string) => number } = {}): BriefMemory<string> =>
  new BriefMemory('tokens', { forMs: 500, most: 3, ...limits }, clock, { count: (_memory, found) => void figures.push(found) });
const answer = async (): Promise<string> => `answer ${(asked += 1)}`;

it('asks once for what is asked again within its time, and counts both', async () => {
  expect([await memory.ask('a', answer), await memory.ask('a', answer)]).toEqual(['answer 1', 'answer 1']);
  expect(figures).toEqual(['miss', 'hit']);
});

it('asks anew when the time is over, counted from the question', async () => {
  const slow = Promise.withResolvers<string>();
  const first = memory.ask('a', () => slow.promise);
  clock.advance(499);
  slow.resolve('slow');
  await first;
  expect(await memory.ask('a', answer)).toBe('slow');
  clock.advance(1);
  expect(await memory.ask('a', answer)).toBe('answer 1');
});

it('lets those who ask at once share one question, and nobody who asks when its time is over', async () => {
  const slow = Promise.withResolvers<string>();
  const [first, second] = [memory.ask('a', () => slow.promise), memory.ask('a', answer)];
  clock.advance(500);
  const third = memory.ask('a', answer);
  slow.resolve('slow');
  expect(await Promise.all([first, second, third])).toEqual(['slow', 'slow', 'answer 1']);
  // The late answer must not replace the newer one.
  expect(await memory.ask('a', answer)).toBe('answer 1');
});

it('never answers one key with what another was told', async () => {
  await memory.ask('a', answer);
  expect(await memory.ask('b', answer)).toBe('answer 2');
});

it('never keeps a failure, and tells it to all who waited', async () => {
  const fails = async (): Promise<string> => Promise.reject(new Error('away'));
  const [first, second] = [memory.ask('a', fails), memory.ask('a', answer)];
  await expect(first).rejects.toThrow('away');
  await expect(second).rejects.toThrow('away');
  expect(await memory.ask('a', answer)).toBe('answer 1');
});

it('keeps nothing beyond its own end, and nothing at all that has none', async () => {
  const end = clock.now().getTime() + 100;
  memory = made({ endOf: (value) => (value === 'answer 1' ? end : 0) });
  await memory.ask('a', answer);
  clock.advance(100);
  expect(await memory.ask('a', answer)).toBe('answer 2');
  expect(await memory.ask('a', answer)).toBe('answer 3');
  expect(memory.size).toBe(0);
});

it('keeps a bounded number and drops the oldest', async () => {
  for (const key of ['a', 'b', 'c', 'd']) await memory.ask(key, answer);
  expect(memory.size).toBe(3);
  expect([await memory.ask('d', answer), await memory.ask('a', answer)]).toEqual(['answer 4', 'answer 5']);
});

it('forgets what is meant, and what is being asked', async () => {
  const slow = Promise.withResolvers<string>();
  await memory.ask('a', answer);
  await memory.ask('b', answer);
  const before = memory.ask('c', () => slow.promise);
  memory.forget((value) => value === 'answer 1');
  slow.resolve('before the change');
  await before;
  expect([await memory.ask('a', answer), await memory.ask('b', answer), await memory.ask('c', answer)]).toEqual(['answer 3', 'answer 2', 'answer 4']);
});

it('does not let anything last because a clock went back', async () => {
  await memory.ask('a', answer);
  clock.advance(-3_600_000);
  expect(await memory.ask('a', answer)).toBe('answer 2');
});
