/** The integrator's guide, run as it stands: whoever follows it gets what it says. */
import { expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { state } from './harness/stack.ts';

const root = join(import.meta.dirname, '..');
const page = readFileSync(join(root, 'docs', 'integrate.md'), 'utf8');
const blocks = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code);

/** One shell for all of it, which ends at the first command that fails and says which block it was in. */
async function run(code: readonly string[]): Promise<{ code: number | null; output: string }> {
  const script = ['set -euo pipefail', ...code.map((block, index) => `echo "block ${index + 1}"\n${block}`), 'echo finished'].join('\n');
  const shell = spawn('bash', ['-c', script], { cwd: root, env: { ...process.env, STATE: state }, stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err] = await Promise.all([text(shell.stdout), text(shell.stderr), once(shell, 'close')]);
  return { code: shell.exitCode, output: `${out}${err}` };
}

it('leads to a verified signature, by version 2, by version 1 and in one session', async () => {
  expect(blocks.length).toBeGreaterThan(8);
  const { code, output } = await run(blocks);
  expect({ code, end: output.trim().split('\n').slice(-4) }).toMatchObject({ code: 0 });
  expect(output.match(/Verified OK/g)).toHaveLength(3);
}, 60_000);

it('would tell if a step no longer worked', async () => {
  const broken = blocks.map((block) => block.replace('signatures/signHash', 'signatures/signNothing'));
  expect((await run(broken)).code).not.toBe(0);
}, 60_000);
