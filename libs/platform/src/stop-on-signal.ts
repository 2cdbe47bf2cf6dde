import type { Log } from './logs/log.js';

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
    const clean = await takeSteps(log, steps(signal));
    log.info('service-stopped', { clean });
    process.exit(clean ? 0 : 1);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void begin(signal));
}

/** Takes every step, one after the other. Answers whether all went well. */
export async function takeSteps(log: Log, steps: readonly StopStep[]): Promise<boolean> {
  let clean = true;
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      clean = false;
      log.error('stop-step-failed', error);
    }
  }
  return clean;
}
