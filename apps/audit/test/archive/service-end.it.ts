/** The end of the service takes the evidence away by itself (EOL-01): the running month is closed, and what comes after it is not lost. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { archiveManifest, type ArchiveManifest } from '@paraph/contracts';
import { sha256Hex } from '@paraph/kernel';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AuditDatabases } from '../audit-database.js';
import { ArchiveWorld } from './archive-world.js';

const MINUTE_MS = 60_000;

let databases: AuditDatabases;
let world: ArchiveWorld;

beforeAll(async () => void (databases = await AuditDatabases.start()));
afterAll(() => databases.stop());
beforeEach(async () => {
  world = await ArchiveWorld.over(databases);
  // The database says when an event was received.
  world.clock.advance(Date.now() - world.clock.now().getTime());
});
afterEach(() => world.close());

const text = (file: string): string => readFileSync(join(world.folder, file), 'utf8');
const manifestOf = (month: string): ArchiveManifest => archiveManifest.parse(JSON.parse(text(`${month}.manifest.json`)));
const end = () => world.signed.grow(1, { type: 'service-end-finished', particulars: { keys: '3' } });

describe('the month in which the service ends', () => {
  it('is archived ten minutes later, up to the newest head, to every target', async () => {
    await world.signed.grow(20);
    await end();
    await world.signed.grow(5, { source: 'key-lifecycle', type: 'credential-activated' });
    await world.signed.sign();
    world.clock.advance(9 * MINUTE_MS);
    expect(await world.archive()).toEqual([]);
    world.clock.advance(2 * MINUTE_MS);
    const [month = ''] = await world.archive();

    expect(manifestOf(month)).toMatchObject({ month, from: 0, to: 26, events: 26 });
    expect(world.server.objects.get(`/evidence/${month}.jsonl.gz`)?.equals(readFileSync(join(world.folder, `${month}.jsonl.gz`)))).toBe(true);
    expect(await world.events('month-archived')).toMatchObject([{ outcome: 'success', particulars: { month, from: '0', to: '26' } }]);
    expect(await world.seal()).toEqual([month]);
    // Once.
    expect(await world.archive()).toEqual([]);
    expect(await world.events('month-archived')).toHaveLength(1);
  });

  it('is not archived before it is over where the end was only decided: the control', async () => {
    await world.signed.grow(20);
    await world.signed.grow(1, { type: 'service-end-decided' });
    await world.signed.sign();
    world.clock.advance(60 * MINUTE_MS);
    expect(await world.archive()).toEqual([]);
  });

  it('waits for a head that has the end', async () => {
    await world.signed.grow(20);
    await world.signed.sign();
    await end();
    world.clock.advance(11 * MINUTE_MS);
    expect(await world.archive()).toEqual([]);
    await world.signed.sign();
    expect(await world.archive()).toHaveLength(1);
  });

  it('leaves what comes after it to the next bundle, and can be put away and read back whole', async () => {
    await world.signed.grow(20);
    await end();
    await world.signed.sign();
    world.clock.advance(11 * MINUTE_MS);
    const [month = ''] = await world.archive();
    await world.seal();
    await world.signed.grow(4);
    await world.signed.sign();
    world.clock.advance(60 * MINUTE_MS);
    expect(await world.archive()).toEqual([]);

    await world.begin('2150-01');
    await world.signed.grow(3);
    await world.signed.sign();
    expect([await world.archive(), await world.isBehind()]).toEqual([[], 0]);
    await world.begin('2150-02');
    await world.signed.grow(1);
    await world.signed.sign();
    expect(await world.archive()).toEqual(['2150-01']);
    await world.seal();
    const [first, second] = [manifestOf(month), manifestOf('2150-01')];
    expect(second).toMatchObject({ from: first.to, previous: { month, manifestSha256: sha256Hex(text(`${month}.manifest.json`)) } });
    expect(readdirSync(world.folder).filter((name) => name.endsWith('.gz'))).toHaveLength(2);

    const whole = (await world.signed.log.months()).find((one) => one.month === month);
    expect(whole?.to).toBeGreaterThan(first.to);
    expect((await world.copies.check(month)).map(({ isWhole }) => isWhole)).toEqual([true, true]);
    const positions: number[] = [];
    for await (const { position } of world.copies.read(month)) positions.push(position);
    expect(positions).toEqual(Array.from({ length: whole?.to ?? 0 }, (_, position) => position));
  });

  it('is followed by the next one where a key of a backup had to end as well', async () => {
    await end();
    await world.signed.sign();
    world.clock.advance(11 * MINUTE_MS);
    const [month = ''] = await world.archive();
    await end();
    await world.signed.sign();
    world.clock.advance(11 * MINUTE_MS);
    expect(await world.archive()).toEqual([]);
    await world.begin('2150-01');
    await world.signed.grow(1);
    await world.signed.sign();
    expect(await world.archive()).toEqual(['2150-01']);
    expect(manifestOf('2150-01')).toMatchObject({ from: manifestOf(month).to, events: 2 });
  });
});
