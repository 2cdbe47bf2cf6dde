import { describe, expect, it } from '@jest/globals';
import { anEvent, eventLogSuite } from '../../test/event-log.suite.js';
import { MemoryEventLog } from '../../test/memory-event-log.js';
import { RecordEvents } from './record-events.js';

eventLogSuite(
  'memory',
  async () => new MemoryEventLog(),
  async (log) => (log as MemoryEventLog).recorded.length,
);

describe('what is refused', () => {
  it('is kept with its reason', async () => {
    const log = new MemoryEventLog();
    await new RecordEvents(log).run([{ source: 'sam', body: anEvent({ source: 'audit', type: 'events-read' }) }]);
    expect(log.refused.map((one) => one.reason)).toEqual(['sam may not record events of audit']);
  });
});
