import { describe, expect, it } from '@jest/globals';
import { ActivityTally, hourOf, type Activity } from './activity.js';
import { judgeHour, type History } from './patterns.js';
import { Story } from '../../../test/reconciliation/story.js';

const hour = new Date('2027-03-01T03:00:00.000Z');
const history = (parts: Partial<History> = {}): History => ({
  busiest: new Map([['sam signature-made', 100]]),
  roleHours: new Set([8, 9, 10]),
  days: 20,
  ...parts,
});
const of = (kind: Activity['kind'], subject: string, count: number): Activity => ({ hour, kind, subject, count });

describe('an hour', () => {
  it.each([
    ['a signer on whom many tries failed', [of('failure', 'sgn_ada', 10)], ['failed-attempts sgn_ada 10 10']],
    ['a client that was refused very often', [of('failure', 'cli_a', 50)], ['failed-attempts cli_a 50 50']],
    ['many more than ever', [of('event', 'sam signature-made', 301)], ['unusual-rate sam signature-made 301 100']],
    ['many of what there never was', [of('event', 'sam key-destroyed', 50)], ['unusual-rate sam key-destroyed 50 0']],
    ['an operator at night', [of('role', 'opr_ben operator-acted', 1)], ['unusual-hour opr_ben operator-acted 1 0']],
    ['events of the future', [of('delay', 'sam', -2_001)], ['clock-skew sam -2001 0']],
    ['a clock that is behind the others', [of('delay', 'sam', 10_031), of('delay', 'identity', 30)], ['clock-skew sam 10031 30']],
  ])('is not as usual with %s', (_what, activity, found) => {
    expect(judgeHour(hour, activity, history()).map(({ pattern, subject, count, usual }) => `${pattern} ${subject} ${count} ${usual}`)).toEqual(found);
  });

  it.each([
    ['a signer who mistyped', [of('failure', 'sgn_ada', 9)], history()],
    ['a client with some refusals', [of('failure', 'cli_a', 49)], history()],
    ['a busy hour', [of('event', 'sam signature-made', 300)], history()],
    ['few of what there never was', [of('event', 'sam key-destroyed', 49)], history()],
    ['an operator by day', [of('role', 'opr_ben operator-acted', 9)], history({ roleHours: new Set([3]) })],
    ['the first days, in which nothing is usual', [of('event', 'sam signature-made', 999), of('role', 'opr_ben operator-acted', 1)], history({ days: 6 })],
    ['clocks that agree', [of('delay', 'sam', 10_000), of('delay', 'identity', 30), of('delay', 'audit', -2_000)], history()],
    ['one source alone that was away', [of('delay', 'sam', 60_000)], history()],
  ])('is as usual with %s', (_what, activity, before) => {
    expect(judgeHour(hour, activity, before)).toEqual([]);
  });
});

describe('what is counted of an event', () => {
  it('is its hour, its kind, its delay, and by identifiers who failed', () => {
    const story = new Story(new Date('2027-03-01T09:59:00.000Z'));
    const failed = { outcome: 'failure', actor: { kind: 'client', id: 'cli_a' }, recipient: 'sgn_ada' } as const;
    const tally = new ActivityTally();
    for (const delay of [40, 30]) {
      const event = story.add('identity', 'login-refused', {}, failed);
      tally.add(event, new Date(Date.parse(event.occurredAt) + delay));
    }
    const acted = story.later(60_000).add('identity', 'operator-acted', {}, { actor: { kind: 'operator', id: 'opr_ben' } });
    tally.add(acted, new Date(acted.occurredAt));
    expect(tally.all().map((one) => `${one.hour.toISOString().slice(11, 16)} ${one.kind} ${one.subject} ${one.count}`)).toEqual([
      '09:00 event identity login-refused 2',
      '09:00 delay identity 30',
      '09:00 failure cli_a 2',
      '09:00 failure sgn_ada 2',
      '10:00 event identity operator-acted 1',
      '10:00 delay identity 0',
      '10:00 role opr_ben operator-acted 1',
    ]);
    expect(hourOf(new Date('2027-03-01T09:59:59.999Z')).toISOString()).toBe('2027-03-01T09:00:00.000Z');
  });
});
