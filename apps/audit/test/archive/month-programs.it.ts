/** `retire-month` and `restore-month` as whoever owns the database runs them: programs, with settings from the environment, over a real PostgreSQL. */
import { afterEach, beforeAll, afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { fromBase64Url, newId } from '@paraph/kernel';
import { Frontier, LogTree } from '@paraph/merkle';
import { startNats, type TestNats } from '@paraph/testing';
import { execFile } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AuditDatabases } from '../audit-database.js';
import { AUDITOR_TOKEN, startAudit } from '../running-audit.js';
import { account, ArchiveWorld } from './archive-world.js';

const dist = resolve(import.meta.dirname, '../../dist');
const signerId = newId('sgn');

let databases: AuditDatabases;
let nats: TestNats;
let world: ArchiveWorld;
let month: string;
/** Of the month that is retired. */
let size: number;

beforeAll(async () => {
  [databases, nats] = await Promise.all([AuditDatabases.start(), startNats()]);
});
afterAll(async () => {
  await Promise.all([databases.stop(), nats.stop()]);
});
beforeEach(async () => {
  world = await ArchiveWorld.over(databases);
  const { signed } = world;
  await signed.grow(260, { particulars: { signerId } });
  await signed.sign();
  size = await signed.heads.logSize();
  await world.begin('2150-01');
  await signed.grow(4, { particulars: { signerId } });
  await signed.sign();
  [month = ''] = await world.archive();
  await world.seal();
});
afterEach(() => world.close());

interface Run {
  readonly exit: number;
  readonly answer: Readonly<Record<string, unknown>> | undefined;
  readonly complaint: string;
}

/** Settings that are other than an operator would have them; without a bucket there is one copy. */
type Changes = Readonly<Record<`AUDIT_${string}`, string | undefined>> & { readonly hasBucket?: boolean };

/** Runs a program with what an operator would set, or with something else. */
function run(program: 'retire-month' | 'restore-month', words: readonly string[], { hasBucket = true, ...changes }: Changes = {}): Promise<Run> {
  const file = (name: string, content: string): string => {
    const path = join(world.folder, `.${name}`);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  };
  const env = {
    PATH: process.env['PATH'],
    AUDIT_DATABASE_OWNER_URL_FILE: file('owner.url', databases.ownerUrl),
    AUDIT_ARCHIVE_DIRECTORY: world.folder,
    ...(hasBucket && {
      AUDIT_ARCHIVE_S3: 'on',
      AUDIT_ARCHIVE_S3_URL: world.endpoint.href,
      AUDIT_ARCHIVE_S3_REGION: 'eu-west-3',
      AUDIT_ARCHIVE_S3_BUCKET: account.bucket,
      AUDIT_ARCHIVE_S3_ACCESS_KEY_ID: account.accessKeyId,
      AUDIT_ARCHIVE_S3_SECRET_KEY_FILE: file('s3.key', account.secretAccessKey),
    }),
    ...changes,
  };
  // This process goes on meanwhile: the server of one archive is in it.
  return new Promise((done) => {
    execFile(process.execPath, [join(dist, `${program}.js`), ...words], { env }, (error, stdout, stderr) =>
      done({
        exit: typeof error?.code === 'number' ? error.code : error ? -1 : 0,
        answer: stdout === '' ? undefined : (JSON.parse(stdout) as Record<string, unknown>),
        complaint: stderr,
      }),
    );
  });
}

const officer = ['Ada', 'Lovelace'];
const log = () => world.signed.log;
const all = () => log().read({}, { after: -1, limit: 1_000 });
const found = async () => (await log().read({ terms: [signerId] }, { after: -1, limit: 1_000 })).map(({ position }) => position);
const root = async () => new LogTree(world.signed.heads.hashes, (await world.signed.heads.last())?.size ?? 0).root();

describe('a month that is retired by its program', () => {
  it('is lost to search, and neither to the tree nor to the archive; put back, it is the same to the byte', async () => {
    const [before, foundBefore, rootBefore] = [await all(), await found(), await root()];
    expect(foundBefore.filter((position) => position < size)).toHaveLength(260);

    expect(await run('retire-month', [month, ...officer])).toEqual({
      exit: 0,
      answer: { service: 'audit', retired: month, copies: ['directory', 's3'] },
      complaint: '',
    });
    // Lost: its texts, and what they were found by.
    expect((await all()).every(({ position }) => position >= size)).toBe(true);
    expect(await found()).toEqual(foundBefore.filter((position) => position >= size));
    // Kept: every leaf in the tree, each head over it, and both copies.
    expect(await root()).toEqual(rootBefore);
    expect((await world.copies.check(month)).map(({ isWhole }) => isWhole)).toEqual([true, true]);
    const [told] = await world.events('month-retired');
    expect(told).toMatchObject({ outcome: 'success', actor: { kind: 'operator', id: 'Ada Lovelace' }, particulars: { month, copies: 'directory s3' } });

    expect(await run('restore-month', [month, ...officer])).toEqual({ exit: 0, answer: { service: 'audit', restored: month, events: size }, complaint: '' });
    expect(await all()).toEqual(before);
    expect(await found()).toEqual(foundBefore);
    expect((await world.events('month-restored'))[0]).toMatchObject({ particulars: { month, events: String(size) } });
  }, 60_000);

  it('is told by the API as what it is, with what is needed to verify the rest of the log', async () => {
    await run('retire-month', [month, ...officer]);
    await world.seal();
    const audit = await startAudit(nats, world.signed.database);
    try {
      const ask = async (path: string) =>
        (await audit.app.inject({ url: `/audit/v1/${path}`, headers: { authorization: `Bearer ${AUDITOR_TOKEN}` } })).json<Record<string, never>>();
      expect(await ask('months')).toMatchObject({
        months: [
          { month, from: 0, to: size, retiredAt: expect.any(String) },
          { month: '2150-01', from: size },
        ],
      });
      const [first] = (await ask('events?limit=1'))['events'] as unknown as { position: number }[];
      expect(first?.position).toBe(size);
      const { path, head } = (await ask(`proofs/inclusion?position=${size}`)) as unknown as { path: string[]; head: { size: number } };
      const hashes = path.map((one) => fromBase64Url(one) ?? new Uint8Array());
      const frontier = await new LogTree(world.signed.heads.hashes, size).frontier();
      expect(Frontier.before(size, head.size, hashes).hashes).toEqual(frontier);
    } finally {
      await audit.stop();
    }
  }, 60_000);
});

describe('a month is left as it is', () => {
  const untouched = async (act: () => Promise<Run>): Promise<Run> => {
    const before = await all();
    const ended = await act();
    expect(await all()).toEqual(before);
    expect([...(await world.events('month-retired')), ...(await world.events('month-restored'))]).toEqual([]);
    return ended;
  };

  it.each<[string, () => readonly string[], () => Changes, number, RegExp]>([
    ['nobody answers for it', () => [month], () => ({}), 1, /who answers for it/],
    ['no month is named', () => officer, () => ({}), 1, /which month/],
    ['the month is not over', () => ['2150-01', ...officer], () => ({}), 1, /no month 2150-01 that is over/],
    ['only one copy is known', () => [month, ...officer], () => ({ hasBucket: false }), 1, /whole copies/],
    ['no owner of the database is named', () => [month, ...officer], () => ({ AUDIT_DATABASE_OWNER_URL_FILE: undefined }), 78, /AUDIT_DATABASE_OWNER_URL_FILE/],
  ])(
    'where %s',
    async (_case, words, changes, exit, complaint) => {
      const ended = await untouched(() => run('retire-month', words(), changes()));
      expect(ended).toMatchObject({ exit, answer: undefined, complaint: expect.stringMatching(complaint) });
    },
    30_000,
  );

  it('where a copy is damaged', async () => {
    rmSync(join(world.folder, `${month}.jsonl.gz`));
    const ended = await untouched(() => run('retire-month', [month, ...officer]));
    expect(ended).toMatchObject({ exit: 1, complaint: expect.stringContaining('1 whole copies of 2') });
  }, 30_000);

  it('where it is asked for in the name of the service, which may not', async () => {
    const path = join(world.folder, '.runtime.url');
    const { url } = world.signed.database.options as { url?: string };
    writeFileSync(path, url ?? '');
    const ended = await untouched(() => run('retire-month', [month, ...officer], { AUDIT_DATABASE_OWNER_URL_FILE: path }));
    expect(ended).toMatchObject({ exit: 1, complaint: expect.stringMatching(/permission denied|must be owner/) });
  }, 30_000);

  it('where it was never retired, and is to be restored', async () => {
    const ended = await untouched(() => run('restore-month', [month, ...officer]));
    expect(ended).toMatchObject({ exit: 1, complaint: expect.stringContaining(`no retired month ${month}`) });
  }, 30_000);
});
