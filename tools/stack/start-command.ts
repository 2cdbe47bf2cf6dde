/** The command `npm start`: every process, one signature, a report; then everything stays up until Ctrl-C. */
import { describeReport, type Report } from './report.ts';
import { HELP, readOptions, type StartOptions } from './options.ts';
import { explain } from './progress.ts';
import { Stack } from './stack.ts';
import { writeJson } from './json-file.ts';

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) return void process.stdout.write(HELP);
  const stack = new Stack(options);
  const stopping = stopOnSignal(stack);
  process.stdout.write('\nParaph: starting\n');
  try {
    await stack.start();
  } catch (error) {
    if (stopping()) return;
    const failure = `  Step:    ${stack.progress.failed ?? 'start'}\n${explain(error)}`;
    process.stderr.write(`\n${failure}\n\n`);
    writeReport(options, { ...stack.report(), failure });
    process.exit(1);
  }
  const report = stack.report();
  writeReport(options, report);
  stack.progress.print(describeReport(report, { urls: stack.urls, state: options.state, users: stack.demonstration?.users ?? [] }));
  if (options.once) {
    await stack.stop();
    process.exit(report.ok ? 0 : 1);
  }
  stack.progress.print('  Ctrl-C stops everything.\n');
}

/** The first signal stops in order, the second one ends everything at once. */
function stopOnSignal(stack: Stack): () => boolean {
  let stopping = false;
  const stop = (): void => {
    if (stopping) {
      stack.end();
      process.exit(130);
    }
    stopping = true;
    stack.progress.print('\n  Stopping; Ctrl-C again ends everything at once.');
    stack.progress.mute();
    void stack.stop().then(
      () => process.stdout.write('  Stopped. `npm start` brings it back as it was.\n', () => process.exit(0)),
      (error: unknown) => process.stderr.write(`${explain(error)}\n`, () => process.exit(1)),
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  return () => stopping;
}

function writeReport(options: StartOptions, report: Report): void {
  if (options.report !== undefined) writeJson(options.report, report);
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
