import type { Log } from './logs/log.js';

/** After this long whoever asked for the stop is about to kill: better to end with a line in the log. Milliseconds. */
const LONGEST_STOP = 25_000;

/** One step of a stop. */
export type StopStep = () => Promise<unknown> | void;

/**
 * Has SIGTERM and SIGINT stop the process in order; the first one counts. A step that fails does not keep the next ones from
 * being done: with the broker away the database is closed all the same. The exit code is then 1.
 */
export function stopOnSignal(log: Log, steps: (signal: string) => readonly StopStep[]): void {
  let stopping = false;
  const begin = async (signal: string): Promise<void> => {
    if (stopping) return;
    stopping = true;
    log.info('service-stopping', { signal });
    setTimeout(() => {
      log.warn('service-stop-overdue', { seconds: LONGEST_STOP / 1_000 });
      process.exit(1);
    }, LONGEST_STOP).unref();
    const clean = await takeSteps(log, steps(signal));
    log.info('service-stopped', { clean });
    process.exit(clean ? 0 : 1);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void begin(signal));
}

/** Takes every step, one after the other. Answers whether all went well. */
export async function takeSteps(log: Log, steps: readonly StopStep[]): Promise<boolean> {
  let clean = true;
  for (const [index, step] of steps.entries()) {
    try {
      await step();
      log.debug('stop-step-done', { step: index + 1, of: steps.length });
    } catch (error) {
      clean = false;
      log.error('stop-step-failed', error);
    }
  }
  return clean;
}
