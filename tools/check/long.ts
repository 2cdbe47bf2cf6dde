/** `npm run test:long [part…]`: what takes minutes and is not asked of every change; each part writes its figures, where it has some, to docs/measured. */
import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { seconds } from '../stack/progress.ts';
import { longParts, type LongPart } from './long-parts.ts';

const root = dirname(dirname(import.meta.dirname));
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !longParts.some((part) => part.name === name));

if (unknown.length > 0) {
  process.stderr.write(`There is no part ${unknown.join(', ')}; there are:\n${longParts.map(({ name, shows }) => `  ${name.padEnd(20)}${shows}\n`).join('')}`);
  process.exit(2);
}

const failed: string[] = [];
for (const part of longParts.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  process.stdout.write(`\n── ${part.name}: ${part.shows}\n`);
  const before = performance.now();
  const isRight = await runToTheEnd(part);
  process.stdout.write(`${isRight ? '✓' : '✗'} ${part.name} (${seconds(performance.now() - before)})\n`);
  if (!isRight) failed.push(part.name);
}
process.stdout.write(failed.length > 0 ? `\nfailed: ${failed.join(', ')}\n` : '\nall parts passed\n');
process.exitCode = failed.length > 0 ? 1 : 0;

/** What it prints is read while it runs: each part takes minutes. */
async function runToTheEnd({ command }: LongPart): Promise<boolean> {
  const child = spawn(process.execPath, ['--no-warnings', ...command], { cwd: root, stdio: 'inherit' });
  return new Promise((done) => {
    child.once('error', () => done(false));
    child.once('exit', (code) => done(code === 0));
  });
}
