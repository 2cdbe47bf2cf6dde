import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { eventSources } from '../services.js';
import { auditEvent } from './event.js';
import { eventCatalogue, eventTypes } from './event-types.js';
import { ofEveryService } from './events/every-service.js';
import { auditedMatters } from './events/matters.js';

const root = resolve(import.meta.dirname, '../../../..');
const rows = eventSources.flatMap((source) => Object.entries(eventCatalogue[source]).map(([type, [matter, says]]) => ({ source, type, matter, says })));

/** All the code of a process, and of what every process is made of. */
function codeOf(source: string): string {
  const folder = join(root, 'apps', source, 'src');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'));
  return files.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
}

describe('the catalogue of events', () => {
  it('has a sentence for each type, and names that an event may have', () => {
    expect(rows.length).toBeGreaterThan(150);
    const type = auditEvent.shape.type;
    expect(rows.filter((row) => !type.safeParse(row.type).success || !/^[A-Z].*\.$/s.test(row.says))).toEqual([]);
  });

  it('has events about every matter that is to be logged (AUD-01)', () => {
    const matters = new Set<string>(rows.map(({ matter }) => matter));
    expect(Object.keys(auditedMatters).filter((matter) => !matters.has(matter))).toEqual([]);
  });

  it.each(eventSources)('has no type of %s that nothing records', (source) => {
    const code = codeOf(source);
    const own = eventTypes[source].filter((type) => !(type in ofEveryService));
    expect(own.filter((type) => !code.includes(`'${type}'`))).toEqual([]);
  });

  it('still has every type that was ever released', () => {
    const released = JSON.parse(readFileSync(join(root, 'libs/contracts/released-events.json'), 'utf8')) as Record<string, readonly string[]>;
    expect(Object.fromEntries(eventSources.map((source) => [source, [...eventTypes[source]].sort()]))).toEqual(released);
  });
});
