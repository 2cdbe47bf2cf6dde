import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Secret } from '@paraph/kernel';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DirectoryTarget } from '../../src/adapters/archive/directory-target.js';
import { S3Target, type S3Bucket } from '../../src/adapters/archive/s3-target.js';
import { archiveTargetSuite, contentIn, contentOf } from './archive-target.suite.js';
import { S3StandIn } from './s3-stand-in.js';

const account = { accessKeyId: 'archivist', secretAccessKey: 'the secret of a test', bucket: 'evidence' };
const server = new S3StandIn(account);
const folder = mkdtempSync(join(tmpdir(), 'paraph-archive-'));
const keptUntil = new Date('2099-01-01T00:00:00Z');
let endpoint: URL;

beforeAll(async () => void (endpoint = await server.listen()));
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const bucket = (changes: Partial<S3Bucket> = {}): S3Target =>
  new S3Target({
    endpoint,
    region: 'eu-west-3',
    bucket: account.bucket,
    prefix: 'audit/2026/',
    accessKeyId: account.accessKeyId,
    secretAccessKey: new Secret(account.secretAccessKey),
    lock: 'off',
    ...changes,
  });

archiveTargetSuite('a directory', async () => new DirectoryTarget(folder));
archiveTargetSuite('a bucket', async () => bucket());

// Another server is tried by hand with the address of a bucket: docs/operations/archive.md says with which this was done.
const tried = process.env['TEST_S3'];
if (tried !== undefined) {
  const { origin, username, password, pathname } = new URL(tried);
  const real = { endpoint: new URL(origin), region: 'us-east-1', bucket: pathname.slice(1), accessKeyId: username, secretAccessKey: new Secret(password) };
  archiveTargetSuite(`the bucket of ${origin}`, async () => bucket(real));
}

describe('a directory', () => {
  it('has nothing unfinished in it', async () => {
    await new DirectoryTarget(folder).write('whole', contentOf(Buffer.from('whole')));
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
    expect(readdirSync(folder)).toContain('whole');
  });
});

describe('a bucket', () => {
  it.each<[string, Partial<S3Bucket>, string]>([
    ['another secret', { secretAccessKey: new Secret('another') }, 'the S3 server answered 403 SignatureDoesNotMatch'],
    ['another name', { accessKeyId: 'stranger' }, 'the S3 server answered 403 SignatureDoesNotMatch'],
    ['another bucket', { bucket: 'elsewhere' }, 'the S3 server answered 404 NoSuchBucket'],
  ])('is not written to with %s', async (_case, changes, words) => {
    await expect(bucket(changes).write('one', contentOf(Buffer.from('one')), keptUntil)).rejects.toThrow(words);
    expect(await bucket().read('one')).toBeUndefined();
  });

  it('takes no other bytes than those whose digest was signed', async () => {
    const other = { ...contentOf(Buffer.from('right')), read: () => contentOf(Buffer.from('wrong')).read() };
    await expect(bucket().write('right', other, keptUntil)).rejects.toThrow('400 XAmzContentSHA256Mismatch');
    await bucket().write('right', contentOf(Buffer.from('right')), keptUntil);
    expect((await contentIn(bucket(), 'right'))?.toString()).toBe('right');
  });

  it('is told until when it may not let go of an object', async () => {
    await bucket({ lock: 'compliance' }).write('locked', contentOf(Buffer.from('locked')), keptUntil);
    expect(server.lastHeaders).toMatchObject({ 'x-amz-object-lock-mode': 'COMPLIANCE', 'x-amz-object-lock-retain-until-date': '2099-01-01T00:00:00.000Z' });
    await bucket().write('free', contentOf(Buffer.from('free')), keptUntil);
    expect(server.lastHeaders['x-amz-object-lock-mode']).toBeUndefined();
  });
});
