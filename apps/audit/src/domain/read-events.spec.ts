import { describe, expect, it } from '@jest/globals';
import { anEvent } from '../../test/event-log.suite.js';
import { MemoryEventLog } from '../../test/memory-event-log.js';
import { anAuditor, MemoryReadingRecord } from '../../test/reading-record.js';
import { ReadEvents } from './read-events.js';
import { OwnView } from './readers/own-view.js';
import { RecordEvents } from './record-events.js';

async function withEvents(count: number): Promise<{ read: ReadEvents; record: MemoryReadingRecord }> {
  const log = new MemoryEventLog();
  const bodies = Array.from({ length: count }, (_, index) => ({ source: 'sam' as const, body: anEvent({ sequence: index + 1 }) }));
  await new RecordEvents(log).run(bodies);
  const record = new MemoryReadingRecord();
  return { read: new ReadEvents(log, new OwnView(log), record), record };
}

describe('reading the log', () => {
  it('pages through all of it without overlap', async () => {
    const { read } = await withEvents(5);
    const seen: number[] = [];
    for (let after: number | undefined = -1; after !== undefined;) {
      const page = await read.run(anAuditor, {}, { after, limit: 2 });
      seen.push(...page.events.map((one) => one.position));
      after = page.next;
    }
    expect(seen).toEqual([0, 1, 2, 3, 4]);
  });

  it('is itself recorded, also when nothing is found', async () => {
    const { read, record } = await withEvents(1);
    await read.run(anAuditor, { type: 'none' }, { after: -1, limit: 10 });
    expect(record.readings).toEqual([{ reader: anAuditor, what: { type: 'none', count: '0' } }]);
  });

  it('is recorded when only the sequences are looked at', async () => {
    const { read, record } = await withEvents(2);
    expect(await read.sequences(anAuditor)).toMatchObject({ sequences: [{ source: 'sam', last: 2 }], refused: 0 });
    expect(record.readings).toEqual([{ reader: anAuditor, what: { view: 'sequences' } }]);
  });

  it('never answers more than a page', async () => {
    const { read } = await withEvents(501);
    const page = await read.run(anAuditor, {}, { after: -1, limit: 10_000 });
    expect({ count: page.events.length, next: page.next }).toEqual({ count: 500, next: 499 });
  });
});
