import { ReadingRecord } from '../src/domain/read-events.js';
import type { Reader } from '../src/domain/readers/reader.js';

export const anAuditor: Reader = { kind: 'auditor', id: 'auditor', roles: ['auditor'] };

/** Keeps what was read, and by whom, in the memory of a test. */
export class MemoryReadingRecord extends ReadingRecord {
  readonly readings: { readonly reader: Reader; readonly what: Readonly<Record<string, string>> }[] = [];
  readonly refused: number[] = [];
  isBroken = false;

  override async read(reader: Reader, what: Readonly<Record<string, string>>): Promise<void> {
    this.readings.push({ reader, what });
  }

  override async readersRefused(count: number): Promise<void> {
    if (this.isBroken) throw new Error('no database');
    this.refused.push(count);
  }
}
