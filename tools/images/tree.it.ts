import { afterAll, describe, expect, it } from '@jest/globals';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lockedPackages } from '../supply/locked-packages.ts';
import { images } from './processes.ts';
import { assembleTree } from './tree.ts';

const root = resolve(import.meta.dirname, '../..');
// Outside the repository: a package that is missing must not be found in its node_modules.
const folder = mkdtempSync(join(tmpdir(), 'paraph-images-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const trees = new Map(images.map((image) => [image.process, join(folder, image.process)]));
for (const image of images) assembleTree(root, join(folder, image.process), { image });
const treeOf = (process: string): string => trees.get(process) ?? '';

/** The settings are missing, so it says which; it can only do so when everything it imports is there. */
function start(tree: string, process: string) {
  const { status, stderr } = spawnSync(globalThis.process.execPath, [`apps/${process}/dist/main.js`, '--check-config'], {
    cwd: tree,
    env: {},
    encoding: 'utf8',
  });
  return { status, stderr };
}

describe.each(images.map(({ process }) => process))('the tree of %s', (process) => {
  it('has all that the process loads', () => {
    const { status, stderr } = start(treeOf(process), process);
    expect(stderr).toContain(`${process} cannot start, its configuration has`);
    expect(status).toBe(78);
  });

  it('has no compiler, no sources, no tests and no package manager', () => {
    const names = readdirSync(treeOf(process), { recursive: true, encoding: 'utf8' });
    expect(names.filter((name) => /\.(ts|map|c|h|gyp)$|(^|\/)(npm|node-gyp|typescript|nx|jest|@swc)(\/|$)/.test(name))).toEqual([]);
  });

  it('has a bill with each of its packages, as the lockfile pins them', () => {
    const bill: { components: { name: string; version: string; hashes?: unknown }[] } = JSON.parse(
      readFileSync(join(treeOf(process), 'sbom.cdx.json'), 'utf8'),
    );
    const billed = new Set(bill.components.map(({ name, version }) => `${name}@${version}`));
    const inTree = lockedPackages(root).all.filter(({ folder }) => existsSync(join(treeOf(process), folder, 'package.json')));
    expect(inTree.length).toBeGreaterThan(20);
    expect(inTree.map(({ name, version }) => `${name}@${version}`).filter((one) => !billed.has(one))).toEqual([]);
    expect(bill.components.every(({ hashes }) => hashes !== undefined)).toBe(true);
  });
});

describe('trees', () => {
  it('have what is loaded only once a process serves', async () => {
    // The approval page alone needs neither a bus nor a database; what it serves with is what all serve with.
    const key = join(folder, 'statement.jwk.json');
    writeFileSync(key, JSON.stringify({ ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'ES256' }));
    const port = await freePort();
    const env = { APPROVAL_HTTP_PORT: String(port), APPROVAL_STATEMENT_KEY_FILE: key, APPROVAL_IDENTITY_ORIGIN: 'https://identity.example' };
    const child = spawn(process.execPath, ['apps/approval/dist/main.js'], { cwd: treeOf('approval'), env, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk) => (said += String(chunk)));
    const ended = once(child, 'exit');
    try {
      expect(await untilItAnswers(`http://127.0.0.1:${port}/health/ready`, child)).toBe(200);
    } catch (error) {
      throw new Error(said, { cause: error });
    } finally {
      child.kill('SIGTERM');
      await ended;
    }
    expect(child.exitCode).toBe(0);
  });

  it('of which a package is taken away do not start', () => {
    rmSync(join(treeOf('courier'), 'node_modules', 'nodemailer'), { recursive: true });
    const { status, stderr } = start(treeOf('courier'), 'courier');
    expect(stderr).toContain('nodemailer');
    expect(status).toBe(1);
  });

  it('have the binding of the token in the SAM alone, and drivers of databases where there is one', () => {
    const having = (name: string) => [...trees.keys()].filter((process) => existsSync(join(treeOf(process), 'node_modules', name))).sort();
    expect(having('pkcs11js')).toEqual(['sam']);
    expect(having('pg')).toEqual(['audit', 'ca-connector', 'identity', 'key-lifecycle', 'sam']);
    expect(having('nodemailer')).toEqual([]);
  });

  it('come out the same twice', () => {
    const image = { process: 'approval' };
    assembleTree(root, join(folder, 'again'), { image });
    expect(digestOf(join(folder, 'again'))).toBe(digestOf(treeOf('approval')));
  });
});

async function untilItAnswers(url: string, child: ChildProcess): Promise<number> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}`);
    const answer = await fetch(url).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer) return answer.status;
    await sleep(50);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

function digestOf(tree: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(tree, { recursive: true, encoding: 'utf8' }).sort()) {
    const facts = statSync(join(tree, name));
    hash.update(`${name} ${facts.mode}\n`).update(facts.isFile() ? readFileSync(join(tree, name)) : '');
  }
  return hash.digest('hex');
}
