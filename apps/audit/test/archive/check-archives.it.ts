import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { AuditDatabases } from '../audit-database.js';
import { ArchiveWorld } from './archive-world.js';

const DAY_MS = 86_400_000;
let databases: AuditDatabases;
let world: ArchiveWorld;
let kept: string;
let first: string;

/** Two months, of which the first has 300 events and the second 12. */
beforeAll(async () => {
  databases = await AuditDatabases.start();
  world = await ArchiveWorld.over(databases);
  const { signed } = world;
  await signed.grow(300);
  await world.begin('2150-01');
  await signed.grow(2);
  await signed.sign();
  [first = ''] = await world.archive();
  await signed.grow(10);
  await world.begin('2150-02');
  await signed.grow(1);
  await signed.sign();
  await world.archive();
  await world.seal();
  kept = mkdtempSync(join(tmpdir(), 'paraph-kept-'));
  for (const file of files()) copyFileSync(join(world.folder, file), join(kept, file));
});
afterAll(async () => {
  world.close();
  rmSync(kept, { recursive: true });
  await databases.stop();
});

beforeEach(async () => {
  for (const file of readdirSync(kept)) copyFileSync(join(kept, file), join(world.folder, file));
});

const files = (): string[] => readdirSync(world.folder).filter((name) => !name.startsWith('.'));
const path = (file: string): string => join(world.folder, file);
const run = () => world.check.run(new AbortController().signal);
const checked = async (month: string) => {
  await world.archives.wishCheck(month, 'an auditor');
  return (await run()).map(({ target, damage }) => [target, damage ?? 'whole']);
};
const relined = (file: string, change: (lines: string[]) => string[]): void => {
  const lines = gunzipSync(readFileSync(path(file)))
    .toString()
    .split('\n')
    .slice(0, -1);
  writeFileSync(
    path(file),
    gzipSync(
      change(lines)
        .map((line) => `${line}\n`)
        .join(''),
    ),
  );
};

describe('a copy that nobody has touched', () => {
  it('is whole, twice a year and whenever somebody wants it', async () => {
    expect(await run()).toEqual([]);
    expect(await checked(first)).toEqual([
      ['directory', 'whole'],
      ['s3', 'whole'],
    ]);
    expect((await world.events('archive-checked')).at(-1)).toMatchObject({ outcome: 'success', particulars: { month: first, targets: 'directory s3' } });
    expect(await run()).toEqual([]);
    world.clock.advance(183 * DAY_MS);
    expect((await run()).map(({ month }) => month)).toEqual([first, first, '2150-01', '2150-01']);
    expect(await run()).toEqual([]);
  });
});

describe('a copy that is not what was written', () => {
  it.each<[string, () => void, string]>([
    ['its bundle is gone', () => rmSync(path(`${first}.jsonl.gz`)), '.jsonl.gz: it is not there'],
    ['its manifest is gone', () => rmSync(path(`${first}.manifest.json`)), '.manifest.json: it is not there'],
    ['its receipt is gone', () => rmSync(path(`${first}.receipt.json`)), '.receipt.json: it is not there'],
    [
      'its manifest says something else',
      () => writeFileSync(path(`${first}.manifest.json`), readFileSync(path(`${first}.manifest.json`), 'utf8').replace('302', '303')),
      '.manifest.json: these are not the bytes',
    ],
    ['its receipt is another', () => writeFileSync(path(`${first}.receipt.json`), '{}'), '.receipt.json: this is not the receipt'],
    [
      'an event was edited',
      () => relined(`${first}.jsonl.gz`, (lines) => lines.with(257, lines[257]?.replace('success', 'failure') ?? '')),
      'the event at position 257 is another',
    ],
    ['an event was taken out', () => relined(`${first}.jsonl.gz`, (lines) => lines.toSpliced(100, 1)), 'the event at position 100 is not there'],
    [
      'two events changed places',
      () => relined(`${first}.jsonl.gz`, (lines) => lines.with(5, lines[6] ?? '').with(6, lines[5] ?? '')),
      'the event at position 5 is not there',
    ],
    ['its end was cut off', () => relined(`${first}.jsonl.gz`, (lines) => lines.slice(0, 290)), 'the event at position 290 is not there'],
    ['a head was taken out', () => relined(`${first}.jsonl.gz`, (lines) => lines.slice(0, -1)), 'its bytes are not those of the manifest'],
    ['a bit of it is another', () => flip(path(`${first}.jsonl.gz`)), '.jsonl.gz: '],
    [
      'it breaks off',
      () => writeFileSync(path(`${first}.jsonl.gz`), readFileSync(path(`${first}.jsonl.gz`)).subarray(0, 1_000)),
      'it cannot be read behind position',
    ],
    ['it is the month after', () => copyFileSync(path('2150-01.jsonl.gz'), path(`${first}.jsonl.gz`)), 'the event at position 0 is not there'],
  ])('is named when %s, and the other is whole', async (_case, damage, words) => {
    damage();
    const [directory, s3] = await checked(first);
    expect(directory?.[1]).toContain(words);
    expect(s3).toEqual(['s3', 'whole']);
    expect((await world.events('archive-damaged')).at(-1)).toMatchObject({
      outcome: 'failure',
      cause: directory?.[1],
      particulars: { month: first, target: 'directory' },
    });
    expect(await world.check.damaged()).toHaveLength(1);
    // Put back from the other, it is whole again.
    for (const file of readdirSync(kept)) copyFileSync(join(kept, file), path(file));
    expect(await checked(first)).toEqual([
      ['directory', 'whole'],
      ['s3', 'whole'],
    ]);
    expect(await world.check.damaged()).toEqual([]);
  });
});

describe('between two checks', () => {
  it.each<[string, () => void, string]>([
    ['a bundle', () => rmSync(path('2150-01.jsonl.gz')), '2150-01.jsonl.gz: it is not there'],
    ['the end of a bundle', () => writeFileSync(path('2150-01.jsonl.gz'), readFileSync(path('2150-01.jsonl.gz')).subarray(1)), 'bytes and had'],
    ['a manifest', () => rmSync(path('2150-01.manifest.json')), '2150-01.manifest.json: it is not there'],
    ['a receipt', () => rmSync(path('2150-01.receipt.json')), '2150-01.receipt.json: it is not there'],
  ])('%s that is taken away is noticed, told once, and heals', async (_case, take, words) => {
    expect(await run()).toEqual([]);
    take();
    expect(await run()).toMatchObject([{ month: '2150-01', target: 'directory', damage: expect.stringContaining(words) }]);
    expect((await world.events('archive-damaged')).at(-1)).toMatchObject({ cause: expect.stringContaining(words) });
    expect(await run()).toEqual([]);
    for (const file of readdirSync(kept)) copyFileSync(join(kept, file), path(file));
    world.clock.advance(DAY_MS + 1);
    expect((await run()).map(({ damage }) => damage)).toEqual([undefined, undefined]);
    expect(await world.check.damaged()).toEqual([]);
  });
});

describe('the copies of a month', () => {
  const read = async (month: string): Promise<number[]> => {
    const positions: number[] = [];
    for await (const { position } of world.copies.read(month)) positions.push(position);
    return positions;
  };

  it('have exactly the events of the month of the log, from whichever bundles', async () => {
    expect(await world.copies.check('2150-01')).toEqual([
      { target: 'directory', isWhole: true },
      { target: 's3', isWhole: true },
    ]);
    expect(await read(first)).toEqual(Array.from({ length: 300 }, (_, position) => position));
    expect(await read('2150-01')).toEqual(Array.from({ length: 12 }, (_, position) => 300 + position));
  });

  it('are read from the one that is whole', async () => {
    relined(`${first}.jsonl.gz`, (lines) => lines.toSpliced(3, 1));
    expect(await world.copies.check('2150-01')).toMatchObject([
      { target: 'directory', isWhole: false, detail: expect.stringContaining('position 3') },
      { target: 's3', isWhole: true },
    ]);
    expect(await read('2150-01')).toHaveLength(12);
    const name = `/evidence/${first}.jsonl.gz`;
    const object = world.server.objects.get(name) ?? Buffer.alloc(0);
    world.server.objects.delete(name);
    await expect(read('2150-01')).rejects.toThrow('archive.incomplete');
    world.server.objects.set(name, object);
    await expect(read('2150-02')).rejects.toThrow('archive.unknown');
  });
});

describe('the role that audit runs as', () => {
  it.each([
    ['change an archive', `UPDATE archived_month SET manifest = ''`],
    ['forget an archive', `DELETE FROM archived_month`],
    ['change a receipt', `UPDATE archive_receipt SET receipt = ''`],
    ['forget a check', `DELETE FROM archive_check`],
  ])('cannot %s', async (_act, statement) => {
    await expect(world.signed.database.query(statement)).rejects.toThrow('permission denied');
  });
});

function flip(file: string): void {
  const bytes = readFileSync(file);
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}
