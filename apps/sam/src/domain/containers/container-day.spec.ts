import { describe, expect, it } from '@jest/globals';
import { dayOf, giveBack, take, takenOn } from './container-day.js';

const allowance = { containerId: 'ctr_1', perDay: 5, day: '2027-03-01' };

describe('the day of a container', () => {
  it('is one of UTC', () => {
    expect(dayOf(new Date('2027-03-01T23:59:59.999Z'))).toBe('2027-03-01');
    expect(dayOf(new Date('2027-03-02T00:30:00+02:00'))).toBe('2027-03-01');
  });

  it('counts up to its limit, all of a request or none', () => {
    const first = take(undefined, allowance, 3);
    expect(first).toEqual({ day: '2027-03-01', taken: 3, released: 0 });
    expect(take(first, allowance, 3)).toBeUndefined();
    expect(take(first, allowance, 2)).toMatchObject({ taken: 5 });
    expect(take(undefined, allowance, 6)).toBeUndefined();
  });

  it('begins anew with the next one, and never again with the one before', () => {
    const today = { day: '2027-03-01', taken: 5, released: 0 };
    expect(take(today, { ...allowance, day: '2027-03-02' }, 1)).toEqual({ day: '2027-03-02', taken: 1, released: 0 });
    expect(take(today, { ...allowance, day: '2027-02-28' }, 1)).toBeUndefined();
    expect(take({ ...today, taken: 4 }, { ...allowance, day: '2027-02-28' }, 1)).toEqual({ ...today });
  });

  it('has back what was not made, on that day only and no more than was taken', () => {
    const today = { day: '2027-03-01', taken: 5, released: 0 };
    expect(take(giveBack(today, '2027-03-01', 2), allowance, 2)).toEqual({ day: '2027-03-01', taken: 7, released: 2 });
    expect(take(giveBack(today, '2027-03-01', 2), allowance, 3)).toBeUndefined();
    expect(giveBack(today, '2027-02-28', 2)).toBe(today);
    expect(giveBack(today, '2027-03-01', 9)).toMatchObject({ released: 5 });
    expect(giveBack(undefined, '2027-03-01', 1)).toBeUndefined();
  });

  it('says what was taken of the day that is asked for', () => {
    expect(takenOn({ day: '2027-03-01', taken: 5, released: 2 }, '2027-03-01')).toBe(3);
    expect(takenOn({ day: '2027-03-01', taken: 5, released: 2 }, '2027-03-02')).toBe(0);
    expect(takenOn(undefined, '2027-03-01')).toBe(0);
  });
});
