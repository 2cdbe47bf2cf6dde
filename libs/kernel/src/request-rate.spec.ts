import { beforeEach, expect, it } from '@jest/globals';
import { Clock } from './clock.js';
import { RequestRate } from './request-rate.js';

class SetClock extends Clock {
  at = 0;
  override now(): Date {
    return new Date(this.at);
  }
}

let clock: SetClock;
let rate: RequestRate;
beforeEach(() => {
  clock = new SetClock();
  rate = new RequestRate(6, clock);
});

const ask = (times: number, key = 'a'): (number | undefined)[] => Array.from({ length: times }, () => rate.refuse(key));

it('lets one minute’s worth through at once, and says when to come again', () => {
  expect(ask(7)).toEqual([undefined, undefined, undefined, undefined, undefined, undefined, 10]);
});

it('lets through evenly afterwards, and refusals cost nothing', () => {
  ask(60);
  clock.at += 9_000;
  expect(ask(1)).toEqual([1]);
  clock.at += 1_000;
  expect(ask(2)).toEqual([undefined, 10]);
});

it('gathers no more than one minute’s worth', () => {
  ask(6);
  clock.at += 86_400_000;
  expect(ask(7).filter((one) => one === undefined)).toHaveLength(6);
});

it('does not make one pay for another', () => {
  ask(7, 'a');
  expect(ask(1, 'b')).toEqual([undefined]);
});

it('does not let anybody wait for ever because a clock went back', () => {
  clock.at = 60_000;
  ask(6);
  clock.at = 0;
  expect(ask(1)).toEqual([10]);
  clock.at = 10_000;
  expect(ask(1)).toEqual([undefined]);
});

it('remembers a bounded number of keys, and forgets the one that was quiet longest', () => {
  ask(6, 'first');
  ask(6, 'second');
  for (let index = 0; index < 19_999; index += 1) rate.refuse(`k${index}`);
  expect(rate.size).toBe(20_000);
  expect([ask(1, 'second'), ask(1, 'first')]).toEqual([[10], [undefined]]);
});

it('holds a key to a rate of its own', () => {
  expect([rate.refuse('slow', 1), rate.refuse('slow', 1)]).toEqual([undefined, 60]);
  expect([rate.refuse('a'), rate.refuse('a')]).toEqual([undefined, undefined]);
});
