import { describe, expect, it } from '@jest/globals';
import type { EventRecord } from '@paraph/contracts';
import { FakeClock } from '@paraph/testing';
import { anAuditor } from '../../../test/reading-record.js';
import { OwnRecord } from '../own-record.js';
import { MakeEntry, type Entry } from './make-entry.js';
import { workingDay } from './working-day.js';

class MemoryRecord extends OwnRecord {
  readonly written: EventRecord<'audit'>[] = [];
  override async write(event: EventRecord<'audit'>): Promise<void> {
    this.written.push(event);
  }
}

/** 2027-03-05 is a Friday. */
const entered = async (now: string, happenedAt: string, reason?: string, timeZone = 'Europe/Paris') => {
  const record = new MemoryRecord();
  const entry: Entry = {
    kind: 'physical-access',
    says: 'Two people entered the key room',
    happenedAt: new Date(happenedAt),
    present: ['Olivia', 'Omar'],
    accountable: 'Olivia',
    ...(reason === undefined ? {} : { reason }),
  };
  await new MakeEntry(record, new FakeClock(now), timeZone).run(anAuditor, entry);
  return record.written;
};

describe('an entry by hand', () => {
  it.each([
    ['the same hour', '2027-03-05T10:00:00Z', '2027-03-05T09:30:00Z'],
    ['late the same day', '2027-03-05T22:30:00Z', '2027-03-05T06:00:00Z'],
    ['on Monday what happened on Saturday', '2027-03-08T10:00:00Z', '2027-03-06T09:00:00Z'],
    ['on Monday what happened on Sunday', '2027-03-08T10:00:00Z', '2027-03-07T09:00:00Z'],
    ['on Saturday what happened on Saturday', '2027-03-06T10:00:00Z', '2027-03-06T09:00:00Z'],
  ])('needs no reason: %s', async (_case, now, happenedAt) => {
    expect(await entered(now, happenedAt)).toMatchObject([
      { type: 'entry-made', present: ['Olivia', 'Omar'], particulars: { kind: 'physical-access', accountable: 'Olivia', isLate: 'false' } },
    ]);
  });

  it.each([
    ['the next day', '2027-03-05T10:00:00Z', '2027-03-04T10:00:00Z'],
    ['a minute after midnight there', '2027-03-04T23:01:00Z', '2027-03-04T22:00:00Z'],
    ['on Monday what happened on Friday', '2027-03-08T08:00:00Z', '2027-03-05T16:00:00Z'],
    ['on Tuesday what happened on Sunday', '2027-03-09T08:00:00Z', '2027-03-07T16:00:00Z'],
  ])('later says why: %s', async (_case, now, happenedAt) => {
    await expect(entered(now, happenedAt)).rejects.toMatchObject({ code: 'request.invalid' });
    expect(await entered(now, happenedAt, 'the network was away')).toMatchObject([{ cause: 'the network was away', particulars: { isLate: 'true' } }]);
  });

  it('is of what has been', async () => {
    await expect(entered('2027-03-05T10:00:00Z', '2027-03-05T10:02:00Z', 'it will be')).rejects.toMatchObject({ code: 'request.invalid' });
  });
});

describe('a working day', () => {
  it('is the one of the place, also in the night in which the clocks change', () => {
    const [before, after] = [new Date('2027-03-26T22:59:00Z'), new Date('2027-03-26T23:00:00Z')];
    expect(workingDay(after, 'Europe/Paris') - workingDay(before, 'Europe/Paris')).toBe(3);
    expect(workingDay(after, 'UTC')).toBe(workingDay(before, 'UTC'));
    expect(workingDay(new Date('2027-03-28T21:59:00Z'), 'Europe/Paris')).toBe(workingDay(new Date('2027-03-29T10:00:00Z'), 'Europe/Paris'));
  });
});
