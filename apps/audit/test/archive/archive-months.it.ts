import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { archiveManifest, receipt, type ArchiveManifest, type BundleLine } from '@paraph/contracts';
import { fromBase64Url, leafHash, sha256Hex } from '@paraph/kernel';
import { Frontier, isIncluded } from '@paraph/merkle';
import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unpacked } from '../../src/domain/archive/bundle-text.js';
import { AuditDatabases } from '../audit-database.js';
import { ArchiveWorld } from './archive-world.js';

let databases: AuditDatabases;
let world: ArchiveWorld;

beforeAll(async () => void (databases = await AuditDatabases.start()));
afterAll(() => databases.stop());
beforeEach(async () => void (world = await ArchiveWorld.over(databases)));
afterEach(() => world.close());

const text = (file: string): string => readFileSync(join(world.folder, file), 'utf8');
const manifestOf = (month: string): ArchiveManifest => archiveManifest.parse(JSON.parse(text(`${month}.manifest.json`)));
async function linesOf(month: string): Promise<BundleLine[]> {
  const lines: BundleLine[] = [];
  for await (const line of unpacked(createReadStream(join(world.folder, `${month}.jsonl.gz`)))) lines.push(line);
  return lines;
}
const bytesOf = (base64Url: string): Uint8Array => fromBase64Url(base64Url) ?? new Uint8Array();

describe('a month that is over', () => {
  it('goes to every target with its manifest, once there is a head over the whole of it', async () => {
    const { signed } = world;
    await signed.grow(300);
    await signed.sign();
    await signed.grow(5, { source: 'identity', type: 'token-issued', particulars: { note: 'a line\u2028of two' } });
    expect(await world.archive()).toEqual([]);
    await world.begin('2150-01');
    await signed.grow(1);
    // The month is over, and no head has all of it yet.
    expect(await world.archive()).toEqual([]);
    const head = await signed.sign();
    const [month = ''] = await world.archive();
    expect(await world.archive()).toEqual([]);

    expect(
      readdirSync(world.folder)
        .filter((name) => !name.startsWith('.'))
        .sort(),
    ).toEqual([`${month}.jsonl.gz`, `${month}.manifest.json`]);
    for (const file of [`${month}.jsonl.gz`, `${month}.manifest.json`])
      expect(world.server.objects.get(`/evidence/${file}`)?.equals(readFileSync(join(world.folder, file)))).toBe(true);
    const manifest = manifestOf(month);
    expect(manifest).toMatchObject({ month, from: 0, to: 306, events: 306, frontier: [], key: signed.jwk });
    expect(manifest.sequences).toEqual({ sam: { first: 1, last: 301, count: 301 }, identity: { first: 1, last: 5, count: 5 } });
    expect(new Date(manifest.keptUntil).getUTCFullYear()).toBe(world.clock.now().getUTCFullYear() + 10);
    const bundle = readFileSync(join(world.folder, manifest.bundle.file));
    expect([bundle.length, sha256Hex(bundle)]).toEqual([manifest.bundle.bytes, manifest.bundle.sha256]);

    const lines = await linesOf(month);
    expect(lines.filter((line) => 'event' in line).map(({ event }) => event.position)).toEqual(Array.from({ length: 306 }, (_, position) => position));
    expect(lines.filter((line) => 'head' in line).map((line) => line.head.size)).toEqual([300, 306]);
    expect(lines.filter((line) => 'head' in line).at(-1)?.head.head).toBe(head.head);
    expect(await world.events('month-archived')).toMatchObject([
      { outcome: 'success', particulars: { month, from: '0', to: '306', manifestSha256: sha256Hex(text(`${month}.manifest.json`)) } },
    ]);
  });

  it('goes on where the one before ended, and names it', async () => {
    const { signed } = world;
    await signed.grow(300);
    await world.begin('2150-01');
    await signed.grow(10);
    await signed.sign();
    const [first = ''] = await world.archive();
    await signed.grow(7);
    await world.begin('2150-02');
    await signed.grow(1);
    await signed.sign();
    expect(await world.archive()).toEqual(['2150-01']);
    const manifest = manifestOf('2150-01');
    expect(manifest).toMatchObject({ from: 310, to: 318, previous: { month: first, manifestSha256: sha256Hex(text(`${first}.manifest.json`)) } });
    // With the frontier the last head can be computed from this bundle alone.
    const tree = new Frontier(manifest.from, manifest.frontier.map(bytesOf));
    const lines = await linesOf('2150-01');
    for (const line of lines) if ('event' in line) tree.append(leafHash(line.event.leaf));
    expect(lines.filter((line) => 'head' in line).at(-1)?.head.root).toBe(Buffer.from(tree.root()).toString('base64url'));
  });

  it('is never archived when it is not what was signed', async () => {
    const { signed } = world;
    await signed.grow(20);
    await world.begin('2150-01');
    await signed.grow(1);
    await signed.sign();
    await databases.asOwnerOfAudit(`UPDATE event_text SET body = replace(body, 'success', 'failure') WHERE position = 7`);
    await expect(world.archive()).rejects.toThrow('not those under its head');
    expect(await world.archives.list()).toEqual([]);
    expect(readdirSync(world.folder).filter((name) => !name.startsWith('.'))).toEqual([]);
    await databases.asOwnerOfAudit(`UPDATE event_text SET body = replace(body, 'failure', 'success') WHERE position = 7`);
    expect(await world.archive()).toHaveLength(1);
  });
});

describe('an archived month', () => {
  it('is signed by the log itself, and its receipt lies beside it', async () => {
    const { signed } = world;
    await signed.grow(20);
    await world.begin('2150-01');
    await signed.grow(1);
    await signed.sign();
    const [month = ''] = await world.archive();
    // Its event is not in the log yet.
    expect(await world.sealNow()).toEqual([]);
    expect(await world.seal()).toEqual([month]);
    expect(await world.seal()).toEqual([]);

    const proof = receipt.parse(JSON.parse(text(`${month}.receipt.json`)));
    expect(proof.about).toEqual({ month });
    const [event] = proof.events;
    expect(JSON.parse(event?.leaf ?? '')).toMatchObject({
      type: 'month-archived',
      particulars: { month, manifestSha256: sha256Hex(text(`${month}.manifest.json`)) },
    });
    const tree = { size: proof.head.size, root: bytesOf(proof.head.root) };
    const path = event?.path.map(bytesOf) ?? [];
    expect(isIncluded({ position: event?.position ?? 0, leafHash: leafHash(event?.leaf ?? '') }, tree, path)).toBe(true);
    expect((await world.archives.list())[0]?.receipt).toBe(text(`${month}.receipt.json`));
    expect(world.server.objects.get(`/evidence/${month}.receipt.json`)?.toString()).toBe(text(`${month}.receipt.json`));
  });

  it('waits a day at most for a time-stamp over the head of its receipt', async () => {
    const { signed } = world;
    const authority = { name: 'elsewhere', demands: {}, ask: () => Promise.reject(new Error('not asked here')) };
    await signed.grow(20);
    await world.begin('2150-01');
    await signed.grow(1);
    await signed.sign();
    const [month = ''] = await world.archive();
    expect(await world.seal([authority])).toEqual([]);
    const { size } = (await signed.heads.last()) ?? { size: 0 };
    await world.anchors.keep({ size, authority: 'elsewhere', token: Uint8Array.of(48, 0), at: world.clock.now() });
    expect(await world.sealNow([authority])).toEqual([month]);
    expect(receipt.parse(JSON.parse(text(`${month}.receipt.json`))).anchored).toMatchObject({
      head: { size },
      path: [],
      anchors: [{ authority: 'elsewhere', size }],
    });
  });

  it('is sealed without one when none came for a day', async () => {
    const { signed } = world;
    const authority = { name: 'elsewhere', demands: {}, ask: () => Promise.reject(new Error('not asked here')) };
    await signed.grow(20);
    await world.begin('2150-01');
    await signed.grow(1);
    await signed.sign();
    const [month = ''] = await world.archive();
    expect(await world.seal([authority])).toEqual([]);
    world.clock.advance(86_400_000);
    expect(await world.sealNow([authority])).toEqual([month]);
    expect(receipt.parse(JSON.parse(text(`${month}.receipt.json`))).anchored).toBeUndefined();
  });
});
