import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ArchiveFiles, Findings, HeadKey, verifyArchive } from '@paraph/verifier';
import { createReadStream, copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AuditDatabases } from '../audit-database.js';
import { ArchiveWorld } from './archive-world.js';

/** The directory that an archive was written to, for whoever verifies it without us. */
class Folder extends ArchiveFiles {
  override readonly name = 'directory';
  constructor(private readonly path: string) {
    super();
  }
  override async list(): Promise<readonly string[]> {
    return readdirSync(this.path).filter((name) => !name.startsWith('.'));
  }
  override open(name: string): AsyncIterable<Uint8Array> {
    return createReadStream(join(this.path, name));
  }
}

let databases: AuditDatabases;
let world: ArchiveWorld;
const months: string[] = [];

beforeAll(async () => {
  databases = await AuditDatabases.start();
  world = await ArchiveWorld.over(databases);
  const { signed } = world;
  await signed.grow(257);
  for (const next of ['2150-01', '2150-02', '2150-03']) {
    await signed.sign();
    await signed.grow(3, { source: 'identity', type: 'token-issued' });
    await world.begin(next);
    await signed.grow(1);
    await signed.sign();
    months.push(...(await world.archive()));
    await world.seal();
  }
});
afterAll(async () => {
  world.close();
  await databases.stop();
});

async function verified(): Promise<Findings> {
  const findings = new Findings();
  const trust = { headKey: new HeadKey(world.signed.jwk), timestampAnchors: [], roots: [] };
  await verifyArchive([new Folder(world.folder)], { trust, witnesses: [] }, findings);
  return findings;
}
const path = (file: string): string => join(world.folder, file);

describe('an archive that we wrote', () => {
  it('is beyond doubt for whoever has it and the published key, and nothing else', async () => {
    expect(months).toHaveLength(3);
    const findings = await verified();
    expect(findings.all.filter(({ weight }) => weight === 'doubt')).toEqual([]);
    expect(findings.isBeyondDoubt).toBe(true);
  });

  it.each<[string, () => readonly string[], () => void]>([
    [
      'a month in the middle is missing',
      () => ['2150-01'],
      () => ['jsonl.gz', 'manifest.json', 'receipt.json'].forEach((part) => rmSync(path(`2150-01.${part}`))),
    ],
    ['a receipt is missing', () => ['2150-02'], () => rmSync(path('2150-02.receipt.json'))],
    ['a month is another’s', () => ['2150-02'], () => copyFileSync(path('2150-01.jsonl.gz'), path('2150-02.jsonl.gz'))],
    [
      'a manifest says that it is kept for longer',
      () => ['2150-02'],
      () => writeFileSync(path('2150-02.manifest.json'), readFileSync(path('2150-02.manifest.json'), 'utf8').replace('"keptUntil": "20', '"keptUntil": "21')),
    ],
  ])('is in doubt where %s', async (_case, named, damage) => {
    const before = new Map(
      readdirSync(world.folder)
        .filter((name) => !name.startsWith('.'))
        .map((name) => [name, readFileSync(path(name))]),
    );
    damage();
    const doubts = (await verified()).all.filter(({ weight }) => weight === 'doubt');
    for (const month of named()) expect(doubts.map(({ text, where }) => `${where ?? ''}: ${text}`).join('\n')).toContain(month);
    for (const [name, bytes] of before) writeFileSync(path(name), bytes);
    expect((await verified()).isBeyondDoubt).toBe(true);
  });
});
