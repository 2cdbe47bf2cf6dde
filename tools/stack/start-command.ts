/** The command `npm start`: every process, one signature, a report; then everything stays up until Ctrl-C. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { describeReport, type Report } from './report.ts';
import { HELP, readOptions, type StartOptions } from './options.ts';
import { explain, StepFailure } from './progress.ts';
import { Stack } from './stack.ts';
import { writeJson } from './json-file.ts';

const INTERRUPTED = 130;

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) return void process.stdout.write(HELP);
  const stack = new Stack(options);
  const signal = stopAtSignal(stack);
  process.stdout.write('\nParaph: starting\n');
  const failure = await failureOf(stack);
  if (signal.came) return interrupted(stack, options);
  if (failure !== undefined) {
    process.stderr.write(`\n${failure}\n\n`);
    writeReport(options, { ...stack.report(), failure });
    return leave(1);
  }
  await announce(stack, options);
  if (options.once) {
    await stack.stop();
    return signal.came ? interrupted(stack, options) : leave(0);
  }
  stack.progress.print('  Ctrl-C stops everything.\n');
  await signal.stopped;
  leave(0, '  Stopped. `npm start` brings it back as it was.\n');
}

/** Which step of the start failed and why; everything is stopped then. */
async function failureOf(stack: Stack): Promise<string | undefined> {
  try {
    await stack.start();
    return undefined;
  } catch (error) {
    return `  Step:    ${stack.progress.failed ?? 'start'}\n${explain(error)}`;
  }
}

async function announce(stack: Stack, options: StartOptions): Promise<void> {
  const report = stack.report();
  try {
    writeReport(options, report);
  } catch (error) {
    await stack.stop();
    throw error;
  }
  stack.progress.print(describeReport(report, { urls: stack.urls, state: options.state, users: stack.demonstration?.users ?? [], authority: stack.authority }));
}

/** A start or a `--once` that was cut short did not do what was asked, which scripts must be able to see. */
async function interrupted(stack: Stack, options: StartOptions): Promise<void> {
  // The start may have gone on for a moment beside the first stop.
  await stack.stop();
  writeReport(options, { ...stack.report(), ok: false, failure: 'interrupted' });
  leave(INTERRUPTED, '  Stopped before everything was done.\n');
}

/** Whether a signal came, and the orderly stop that it began. */
interface StopSignal {
  came: boolean;
  readonly stopped: Promise<void>;
}

/** The first signal stops in order, the second one ends everything at once. */
function stopAtSignal(stack: Stack): StopSignal {
  const { promise, resolve } = Promise.withResolvers<void>();
  const signal: StopSignal = { came: false, stopped: promise };
  const stop = (): void => {
    if (signal.came) {
      stack.end();
      process.exit(INTERRUPTED);
    }
    signal.came = true;
    stack.progress.print('\n  Stopping; Ctrl-C again ends everything at once.');
    stack.progress.mute();
    resolve(stack.stop());
  };
  // During a start nobody waits for it yet; the stop is repeated there and fails for everybody to see.
  promise.catch(() => undefined);
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, stop);
  return signal;
}

function writeReport({ report: file }: StartOptions, report: Report): void {
  if (file === undefined) return;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeJson(file, report);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StepFailure(`the report could not be written: ${why}`, 'name another file with --report', { cause: error });
  }
}

function leave(code: number, text = ''): void {
  process.stdout.write(text, () => process.exit(code));
}

/** Runs the command and shows why it failed, where it did. */
export async function runStart(): Promise<void> {
  try {
    await main();
  } catch (error) {
    process.stderr.write(`\n${explain(error)}\n\n`);
    process.exit(1);
  }
}
