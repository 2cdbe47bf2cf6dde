import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { witnessLine, type WitnessLine } from '@paraph/contracts';
import { sha256Hex, toBase64Url } from '@paraph/kernel';
import { LogTree } from '@paraph/merkle';
import { FakeClock } from '@paraph/testing';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WitnessLogFile } from '../src/adapters/witness-log-file.js';
import { RecordEvents } from '../src/domain/record-events.js';
import { WitnessFiles } from '../src/domain/witness/witness-file.js';
import { WitnessHeads } from '../src/domain/witness/witness-heads.js';
import { WitnessRecord } from '../src/domain/witness/witness-record.js';
import { anEvent } from './event-log.suite.js';
import { MemoryEventLog } from './memory-event-log.js';
import { MemoryTreeHeads } from './memory-tree-heads.js';

class Heard extends WitnessRecord {
  readonly events: string[] = [];
  override async witnessed(file: string, size: number, lines: number): Promise<void> {
    this.events.push(`${file}: ${size} in ${lines}`);
  }
  override async contradicted(file: string, _size: number | undefined, cause: string): Promise<void> {
    this.events.push(`${file}: ${cause}`);
  }
}

/** A log with heads at these sizes; another year is another history from the first event on. */
async function logOf(sizes: readonly number[], year = '2027', signed = sizes): Promise<MemoryTreeHeads> {
  const log = new MemoryEventLog();
  const heads = new MemoryTreeHeads(log, () => new Date(0));
  let size = 0;
  for (const next of sizes) {
    const bodies = Array.from({ length: next - size }, (_, index) =>
      anEvent({ id: `evt_${String(size + index).padStart(22, '0')}`, sequence: size + index + 1, occurredAt: `${year}-03-01T09:00:00.000Z` }),
    );
    await new RecordEvents(log).run(bodies.map((body) => ({ source: 'sam' as const, body })));
    if (signed.includes(next)) await heads.keepSubtrees({ from: size, to: next });
    if (signed.includes(next)) await heads.keep({ size: next, root: await new LogTree(heads.hashes, next).root() }, 'a.b.c');
    size = next;
  }
  return heads;
}

let folder: string;
let path: string;
let heard: Heard;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'paraph-witness-'));
  path = join(folder, 'heads.jsonl');
  heard = new Heard();
});
afterEach(() => rmSync(folder, { recursive: true }));

const witness = (heads: MemoryTreeHeads) => new WitnessHeads(heads, new WitnessFiles([new WitnessLogFile(path)]), heard, new FakeClock());
const outcome = async (one: WitnessHeads) => (await one.run()).get('heads.jsonl');
const lines = (): string[] => readFileSync(path, 'utf8').split('\n').slice(0, -1);
const parsed = (): WitnessLine[] => lines().map((line) => witnessLine.parse(JSON.parse(line)));

describe('a witness file', () => {
  it('gets each last head once, chained to the one before, over starts', async () => {
    const first = witness(await logOf([2, 5]));
    expect([await outcome(first), await outcome(first)]).toEqual(['grown', 'unchanged']);
    expect(await outcome(witness(await logOf([2, 5, 9])))).toBe('grown');
    expect(parsed().map(({ size }) => size)).toEqual([5, 9]);
    expect(parsed()[0]?.previous).toBeUndefined();
    expect(parsed()[1]?.previous).toBe(sha256Hex(lines()[0] ?? ''));
    expect(parsed()[1]?.root).toBe(toBase64Url((await (await logOf([9])).last())?.root ?? new Uint8Array()));
    expect(heard.events).toEqual(['heads.jsonl: 0 in 0', 'heads.jsonl: 5 in 1']);
  });

  it('contradicts a log that was put back, or is another one, and gets nothing of it', async () => {
    await outcome(witness(await logOf([2, 300])));
    const before = readFileSync(path, 'utf8');
    for (const [heads, words] of [
      [await logOf([2, 299]), 'the log has 299 events and had 300'],
      [await logOf([2, 300], '2026'), 'the first 300 events are not those that were witnessed'],
      [await logOf([2, 400], '2026'), 'the first 300 events are not those that were witnessed'],
    ] as const) {
      const other = witness(heads);
      expect([await outcome(other), await outcome(other)]).toEqual(['contradicted', 'contradicted']);
      expect(heard.events.at(-1)).toBe(`heads.jsonl: ${words}`);
    }
    expect(readFileSync(path, 'utf8')).toBe(before);
    // The log it was written for goes on.
    expect(await outcome(witness(await logOf([2, 300, 301])))).toBe('grown');
  });

  it('is extended by a log that was put back and has its events again, before there is a head over them', async () => {
    await outcome(witness(await logOf([2, 600])));
    expect(await outcome(witness(await logOf([2, 600], '2027', [2])))).toBe('unchanged');
    expect(await outcome(witness(await logOf([2, 600], '2026', [2])))).toBe('contradicted');
  });

  it.each<[string, (text: string) => string, string]>([
    ['a line was changed', (text) => text.replace(/"witnessedAt":"2/, '"witnessedAt":"1'), 'line 2 does not follow'],
    ['a line was taken out', (text) => text.split('\n').toSpliced(1, 1).join('\n'), 'line 2 does not follow'],
    ['the first was taken out', (text) => text.split('\n').slice(1).join('\n'), 'line 1 does not follow'],
    ['a line is something else', (text) => `hello\n${text}`, 'line 1 is none'],
  ])('is not written to any more when %s', async (_case, change, words) => {
    for (const sizes of [[2], [2, 5], [2, 5, 9]]) await outcome(witness(await logOf(sizes)));
    writeFileSync(path, change(readFileSync(path, 'utf8')));
    expect(await outcome(witness(await logOf([2, 5, 9, 10])))).toBe('contradicted');
    expect(heard.events.at(-1)).toContain(words);
  });

  it('has one chain when two processes write to it by turns, and is looked at again when somebody else wrote', async () => {
    const one = witness(await logOf([2, 5]));
    expect(await outcome(one)).toBe('grown');
    expect(await outcome(witness(await logOf([2, 5, 9])))).toBe('grown');
    // The first one comes again, with a log that has less than the file by now.
    expect(await outcome(one)).toBe('contradicted');
    const [two, three] = [witness(await logOf([2, 5, 9, 12])), witness(await logOf([2, 5, 9, 12, 20]))];
    expect([await outcome(two), await outcome(three), await outcome(witness(await logOf([2, 5, 9, 12, 20, 21])))]).toEqual(['grown', 'grown', 'grown']);
    expect(parsed().map(({ size }) => size)).toEqual([5, 9, 12, 20, 21]);
  });

  it('loses a line that was never finished, and nothing else', async () => {
    await outcome(witness(await logOf([2])));
    const whole = readFileSync(path, 'utf8');
    appendFileSync(path, '{"format":"paraph-wit');
    expect(await outcome(witness(await logOf([2, 5])))).toBe('grown');
    expect(readFileSync(path, 'utf8').startsWith(whole)).toBe(true);
    expect(parsed().map(({ size }) => size)).toEqual([2, 5]);
  });
});
