import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock } from '@paraph/testing';
import { Breaker } from './breaker.js';

describe('a breaker', () => {
  let clock: FakeClock;
  let breaker: Breaker;
  const fail = (): boolean => {
    expect(breaker.enter()).toBe(true);
    return breaker.failed();
  };

  beforeEach(() => {
    clock = new FakeClock();
    breaker = new Breaker(clock);
  });

  it('lets everybody through until three in a row have failed, and tells so once', () => {
    expect([fail(), fail(), breaker.state]).toEqual([false, false, 'closed']);
    expect([fail(), breaker.state, breaker.enter()]).toEqual([true, 'open', false]);
  });

  it('begins to count again after a success', () => {
    fail();
    fail();
    expect(breaker.succeeded()).toBe(false);
    fail();
    expect([fail(), breaker.state]).toEqual([false, 'closed']);
  });

  it('lets one try after the rest, and everybody if that one is answered', () => {
    for (let tries = 0; tries < 3; tries += 1) fail();
    clock.advance(9_999);
    expect(breaker.enter()).toBe(false);
    clock.advance(1);
    expect([breaker.state, breaker.enter(), breaker.enter()]).toEqual(['half-open', true, false]);
    expect([breaker.succeeded(), breaker.state, breaker.enter(), breaker.enter()]).toEqual([true, 'closed', true, true]);
  });

  it('rests twice as long after each try in vain, and five minutes at most', () => {
    for (let tries = 0; tries < 3; tries += 1) fail();
    for (const seconds of [10, 20, 40, 80, 160, 300, 300]) {
      clock.advance(seconds * 1_000 - 1);
      expect(breaker.enter()).toBe(false);
      clock.advance(1);
      expect(fail()).toBe(false);
    }
  });

  it('lets the next one try when the one that tried found out nothing', () => {
    for (let tries = 0; tries < 3; tries += 1) fail();
    clock.advance(10_000);
    expect(breaker.enter()).toBe(true);
    breaker.undecided();
    expect([breaker.state, breaker.enter(), breaker.enter()]).toEqual(['half-open', true, false]);
  });

  it('does not prolong its rest for those who set out before', () => {
    for (let tries = 0; tries < 5; tries += 1) breaker.enter();
    expect([breaker.failed(), breaker.failed(), breaker.failed(), breaker.failed()]).toEqual([false, false, true, false]);
    clock.advance(10_000);
    expect(breaker.state).toBe('half-open');
    expect([breaker.failed(), breaker.state]).toEqual([false, 'half-open']);
  });
});
