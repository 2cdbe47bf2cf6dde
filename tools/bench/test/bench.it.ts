/** The whole machinery on very few signatures: what it measures has the right shape. How fast, no test says. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';

const ROOT = dirname(dirname(dirname(import.meta.dirname)));

const row = z.strictObject({
  level: z.enum(['bare-sign', 'bare', 'bus', 'gateway', 'flow', 'info', 'credentials-info']),
  algorithm: z.enum(['p256', 'rsa3072']),
  batch: z.number().int().positive(),
  inFlight: z.number().int().positive(),
  perSecond: z.number().positive(),
  p50Ms: z.number().positive(),
  p99Ms: z.number().positive(),
  cpuMsPerSignature: z.record(z.string(), z.number().nonnegative()),
  /** 0 where nothing is signed. */
  ratioToBare: z.number().nonnegative(),
});

let folder: string;

beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'paraph-bench-test-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the command with a temporary folder of its own, so that it meets no other bench. */
function start(temporary: string, ...args: string[]) {
  mkdirSync(temporary, { recursive: true });
  const child = spawn(process.execPath, ['tools/bench/bench.ts', '--anyway', ...args], { cwd: ROOT, env: { ...process.env, TMPDIR: temporary } });
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (output += String(chunk)));
  return { child, output: () => output };
}

describe('the bench', () => {
  it('measures each level, and says where and of what', async () => {
    const [temporary, file] = [join(folder, 'measure'), join(folder, 'result', 'bench.json')];
    const { child, output } = start(temporary, '--quick', '--seconds', '0.2', '--algorithm', 'p256', '--json', file);
    await once(child, 'close');
    expect({ status: child.exitCode, output: child.exitCode === 0 ? '' : output() }).toEqual({ status: 0, output: '' });

    const rows = z.array(row).parse(JSON.parse(readFileSync(file, 'utf8')));
    expect(new Set(rows.map(({ level }) => level))).toEqual(new Set(['bare-sign', 'bare', 'bus', 'gateway', 'flow', 'info', 'credentials-info']));
    for (const { level, ratioToBare } of rows) expect(ratioToBare > 0).toBe(!level.endsWith('info'));
    for (const { p50Ms, p99Ms } of rows) expect(p99Ms).toBeGreaterThanOrEqual(p50Ms);
    expect(rows.find(({ level }) => level === 'bare')?.ratioToBare).toBe(1);
    const overBus = rows.filter(({ level }) => level === 'bus');
    expect(overBus.map(({ batch }) => batch)).toEqual([1, 100]);
    for (const name of ['sam', 'gateway', 'identity', 'postgres', 'nats', 'audit', 'bench']) expect(overBus[0]?.cpuMsPerSignature).toHaveProperty(name);

    const facts: unknown = JSON.parse(readFileSync(join(folder, 'result', 'bench.facts.json'), 'utf8'));
    expect(facts).toMatchObject({ cores: expect.any(Number), processor: expect.any(String), commit: expect.any(String), rounds: 1, seconds: 0.2 });
    expect(output()).toContain('| flow ');
    // Neither a state folder nor the claim is left.
    expect(readdirSync(temporary)).toEqual([]);
  }, 240_000);

  it('leaves nothing behind when it is interrupted', async () => {
    const temporary = join(folder, 'interrupt');
    const { child } = start(temporary, '--quick');
    const begun = (): boolean => readdirSync(temporary).some((name) => existsSync(join(temporary, name, 'stack.json')));
    while (!begun() && child.exitCode === null) await sleep(50);
    await sleep(1_000);
    child.kill('SIGINT');
    await once(child, 'close');
    expect(child.exitCode).toBe(130);
    expect(readdirSync(temporary)).toEqual([]);
  }, 120_000);
});
