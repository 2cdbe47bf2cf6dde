import type { Log } from './logs/log.js';

/** Has SIGTERM and SIGINT stop the process in order: the first one counts, and a stop that fails ends with code 1. */
export function stopOnSignal(log: Log, stop: (signal: string) => Promise<void>): void {
  let stopping = false;
  const begin = async (signal: string): Promise<void> => {
    if (stopping) return;
    stopping = true;
    log.info('service-stopping', { signal });
    try {
      await stop(signal);
      log.info('service-stopped');
      process.exit(0);
    } catch (error) {
      log.error('stop-failed', error);
      process.exit(1);
    }
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void begin(signal));
}
