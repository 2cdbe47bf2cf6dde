/** `npm test`: every part in order, or those named on the command line; ends with one line that counts them all. */
import { dirname } from 'node:path';
import { parts, runPart, type Part, type PartResult } from './parts.ts';
import { seconds } from '../stack/progress.ts';

const root = dirname(dirname(import.meta.dirname));
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !parts.some((part) => part.name === name));
const names = parts.map((part) => part.name).join(', ');

if (unknown.length > 0) {
  process.stderr.write(`There is no part ${unknown.join(', ')}; there are ${names}.\n`);
  process.exit(2);
}

const chosen = parts.filter((part) => wanted.length === 0 || wanted.includes(part.name));
const started = performance.now();
let passed = 0;
let failed = 0;
const unsteady: string[] = [];

// What runs on what another part leaves begins with it; chosen without it, with the first of all.
const begun = new Map<Part, ReturnType<typeof timed>>();
const isBeside = ({ beside }: Part, name: string): boolean => beside === name || (beside !== undefined && !chosen.some((one) => one.name === beside));

for (const part of chosen) {
  for (const one of chosen.filter((other) => other === part || isBeside(other, part.name))) void begin(one);
  process.stdout.write(`  · ${part.name} …\n`);
  const { result, took } = await begin(part);
  passed += result.passed;
  failed += result.failed;
  const counted = part.counts ? `: ${result.passed} passed, ${result.failed} failed` : '';
  unsteady.push(...result.unsteady);
  // What failed is shown also where it passed the second time: it is the only trace there is of it.
  if (result.failed > 0 || result.unsteady.length > 0) process.stdout.write(`${result.output.trimEnd()}\n`);
  process.stdout.write(`  ${result.failed > 0 ? '✗' : '✓'} ${part.name}${counted} (${took})\n`);
  if (result.slowest.length > 0) process.stdout.write(`    longest: ${result.slowest.join(', ')}\n`);
}

if (unsteady.length > 0) process.stdout.write(`\nFailed at first and passed alone, to be looked into:\n${unsteady.map((name) => `  - ${name}\n`).join('')}`);
process.stdout.write(`\nTook ${seconds(performance.now() - started)}.\n${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;

/** Once, however often it is asked for. */
function begin(part: Part): ReturnType<typeof timed> {
  const running = begun.get(part) ?? timed(part);
  begun.set(part, running);
  return running;
}

async function timed(part: Part): Promise<{ readonly result: PartResult; readonly took: string }> {
  const before = performance.now();
  const result = await runPart(part, root);
  return { result, took: seconds(performance.now() - before) };
}
