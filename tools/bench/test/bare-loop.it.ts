/** The bare loop as a person runs it against a token: the built command, a new SoftHSM token. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { softHsmModule } from '../../bootstrap/requirements.mjs';

const COMMAND = join(dirname(dirname(dirname(import.meta.dirname))), 'apps', 'sam', 'dist', 'bare-loop.js');

let folder: string;
let environment: NodeJS.ProcessEnv;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'paraph-bare-'));
  mkdirSync(join(folder, 'tokens'));
  writeFileSync(join(folder, 'softhsm2.conf'), `directories.tokendir = ${join(folder, 'tokens')}\nobjectstore.backend = file\nlog.level = ERROR\n`);
  writeFileSync(join(folder, 'pin'), '246810\n');
  writeFileSync(join(folder, 'wrong-pin'), '135791\n');
  environment = { ...process.env, SOFTHSM2_CONF: join(folder, 'softhsm2.conf') };
  const words = ['--init-token', '--free', '--label', 'bare', '--so-pin', '12345678', '--pin', '246810'];
  const made = spawnSync('softhsm2-util', words, { env: environment, encoding: 'utf8' });
  if (made.status !== 0) throw new Error(made.stderr);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run({ label = 'bare', pin = 'pin' }: { label?: string; pin?: string }, ...words: string[]) {
  const token = ['--module', softHsmModule() ?? '', '--label', label, '--pin-file', join(folder, pin)];
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...token, '--seconds', '0.1', ...words], { env: environment, encoding: 'utf8' });
  return { status, stderr, found: (stdout === '' ? undefined : JSON.parse(stdout)) as Record<string, unknown> | undefined };
}

describe('the bare loop', () => {
  it.each([
    ['p256', 'ecdsa', []],
    ['rsa2048', 'pkcs1', []],
    ['rsa2048', 'pss', ['--scheme', 'pss']],
  ])('signs with %s by %s, verified and not', (algorithm, scheme, more) => {
    for (const verify of [[], ['--verify']]) {
      const { status, stderr, found } = run({}, '--algorithm', algorithm, '--threads', '2', ...more, ...verify);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(found).toMatchObject({ algorithm, scheme, threads: 2, verified: verify.length > 0 });
      for (const name of ['signatures', 'perSecond', 'p50Ms', 'p99Ms', 'cpuMsPerSignature']) expect(found?.[name]).toBeGreaterThan(0);
    }
  });

  it('leaves nothing in the token', () => {
    const objects = (): number => readdirSync(join(folder, 'tokens'), { recursive: true }).filter((name) => String(name).endsWith('.object')).length;
    const before = objects();
    expect(run({}).status).toBe(0);
    expect(objects()).toBe(before);
  });

  it.each([
    ['a label that no token has', { label: 'another' }, [], '0 tokens have the label another'],
    ['a wrong PIN', { pin: 'wrong-pin' }, [], 'CKR_PIN_INCORRECT'],
    ['an algorithm nobody knows', {}, ['--algorithm', 'rsa1024'], 'usage: bare-loop'],
    ['a scheme nobody knows', {}, ['--scheme', 'raw'], 'usage: bare-loop'],
    ['half a thread', {}, ['--threads', '0.5'], 'usage: bare-loop'],
    ['no time', {}, ['--seconds', '0'], 'usage: bare-loop'],
    ['a scheme that is not the key’s', {}, ['--scheme', 'pkcs1'], 'usage: bare-loop'],
  ])('refuses %s', (_what, token, words, message) => {
    const { status, stderr, found } = run(token, ...words);
    expect({ status, found }).toEqual({ status: 1, found: undefined });
    expect(stderr).toContain(message);
  });
});
