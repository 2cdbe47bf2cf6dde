import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const START = join(import.meta.dirname, '..', 'start.ts');
const START_WITHIN_MS = 120_000;

interface Run {
  readonly code: number | null;
  readonly output: string;
}

let folder: string;
let state: string;
let report: string;
let first: Run;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'paraph-start-'));
  state = join(folder, 'state');
  report = join(folder, 'reports', 'report.json');
  first = await start();
}, START_WITHIN_MS);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the command to its end; `watch` is shown the output as it grows. */
async function run(args: readonly string[], watch: (child: ChildProcess, output: string) => void = () => undefined): Promise<Run> {
  const child = spawn(process.execPath, [START, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += String(chunk);
      watch(child, output);
    });
  }
  await once(child, 'close');
  return { code: child.exitCode, output };
}

const start = (watch?: (child: ChildProcess, output: string) => void): Promise<Run> =>
  run(['--no-demo', '--once', '--report', report, '--state', state], watch);

const json = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
const ports = () => json(join(state, 'ports.json'));

/** Whatever runs with this state in its command line or, as our services do, in its environment. */
function processesOfState(): string[] {
  if (process.platform !== 'linux') return rowsWithState(execFileSync('ps', ['-A', '-E', '-ww', '-o', 'command='], { encoding: 'utf8' }).split('\n'));
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return rowsWithState(pids.map((pid) => `${pid} ${procText(pid, 'cmdline')} ${procText(pid, 'environ')}`));
}

const rowsWithState = (rows: readonly string[]): string[] => rows.filter((row) => row.includes(state));

function procText(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

/** A process that was killed needs a moment to be gone. */
async function expectNothingLeft(): Promise<void> {
  for (let waited = 0; waited < 2000 && processesOfState().length > 0; waited += 50) await sleep(50);
  expect(processesOfState()).toEqual([]);
  expect(existsSync(join(state, 'stack.json'))).toBe(false);
}

describe('npm start', () => {
  it(
    'starts, reports and stops, and has the same ports the next time',
    async () => {
      expect(first).toMatchObject({ code: 0 });
      const before = ports();
      rmSync(report);
      let seen: string[] = [];
      const second = await start((_, output) => {
        if (seen.length === 0 && output.includes('✓ services')) seen = processesOfState();
      });
      expect(second).toMatchObject({ code: 0 });
      expect(ports()).toEqual(before);
      const written = json(report);
      expect(written).toMatchObject({ ok: true, signedFile: null });
      expect(written.steps.map((step: { name: string }) => step.name)).toEqual(expect.arrayContaining(['state and ports', 'PostgreSQL', 'NATS', 'services']));
      expect(Object.keys(written.rssBytes)).toEqual(expect.arrayContaining(['postgres', 'gateway', 'sam']));
      // That the search finds them while they run is what makes its silence afterwards worth something.
      expect(seen.length).toBeGreaterThan(8);
      await expectNothingLeft();
    },
    START_WITHIN_MS,
  );

  it(
    'says which step failed and who has the port that it needs',
    async () => {
      const { sam } = ports();
      const thief = createServer().listen(sam, '127.0.0.1');
      await once(thief, 'listening');
      try {
        const { code, output } = await start();
        expect(code).toBe(1);
        const written = json(report);
        expect(written).toMatchObject({ ok: false });
        expect(written.failure).toContain('Step:    state and ports');
        expect(written.failure).toContain(`port ${sam} (sam) is taken by process ${process.pid}`);
        expect(output).toContain(written.failure);
        await expectNothingLeft();
      } finally {
        thief.close();
      }
    },
    START_WITHIN_MS,
  );

  it.each(['✓ PostgreSQL', '✓ migrations'])(
    'ends with 130 and a report when it is interrupted after %s',
    async (moment) => {
      let sent = false;
      const { code, output } = await start((child, shown) => {
        if (!sent && shown.includes(moment)) sent = child.kill('SIGTERM');
      });
      expect({ code, output }).toMatchObject({ code: 130, output: expect.stringContaining('Stopping') });
      expect(json(report)).toMatchObject({ ok: false, failure: 'interrupted' });
      await expectNothingLeft();
    },
    START_WITHIN_MS,
  );

  it('refuses a misspelt option in a sentence', async () => {
    const { code, output } = await run(['--rezet']);
    expect(code).toBe(1);
    expect(output).toMatch(/Why: {5}Unknown option '--rezet'[^]*To do: {3}see `npm start -- --help`/);
    expect(output).not.toContain('    at ');
  });

  it('refuses a report that could not be written before it starts anything', async () => {
    writeFileSync(join(folder, 'file'), '');
    const { code, output } = await run(['--state', join(folder, 'other'), '--report', join(folder, 'file', 'report.json')]);
    expect(code).toBe(1);
    expect(output).toContain('file is not a folder');
    expect(existsSync(join(folder, 'other'))).toBe(false);
  });
});
