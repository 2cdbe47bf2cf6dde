import { performance } from 'node:perf_hooks';

/** A step that cannot be done, with the reason and the one thing that helps. */
export class SetupError extends Error {
  constructor(why, advice) {
    super(why);
    this.name = 'SetupError';
    this.advice = advice;
  }
}

const terminal = process.stdout.isTTY === true;

const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

/** Runs one step, shows a line for it with its time, and turns a failure into which step, why, and what to do. */
export async function step(name, run) {
  const started = performance.now();
  if (terminal) process.stdout.write(`  · ${name} …`);
  try {
    const detail = await run();
    const line = `  ✓ ${name}${detail ? `: ${detail}` : ''}`;
    process.stdout.write(`${terminal ? '\r\u001b[K' : ''}${line.padEnd(76)} ${seconds(performance.now() - started)}\n`);
  } catch (error) {
    process.stdout.write(`${terminal ? '\r\u001b[K' : ''}  ✗ ${name}\n`);
    throw error;
  }
}

/** Something the person should know although the step succeeded. */
export function warn(sentence) {
  process.stdout.write(`${terminal ? '\r\u001b[K' : ''}  ! ${sentence}\n`);
}

/** Prints a failure the way every step of ours does. */
export function explain(error) {
  if (!(error instanceof SetupError)) {
    process.stderr.write(`\n${error instanceof Error ? error.stack : String(error)}\n`);
    return;
  }
  process.stderr.write(`\n  Why:     ${error.message}\n  To do:   ${error.advice}\n\n`);
}
