import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 100;

/** Resolves when this HTTP endpoint answers 200; the error of the last try says why it never did. */
export async function untilHealthy(origin: string, path: string, signal: AbortSignal): Promise<void> {
  let last = 'nobody answered';
  for (;;) {
    if (signal.aborted) throw new Error(last);
    try {
      const response = await fetch(`${origin}${path}`, { signal });
      const body = await response.text();
      if (response.status === 200) return;
      last = `${path} answered ${response.status} ${body.slice(0, 300)}`;
    } catch {
      // Not listening yet.
    }
    await sleep(PAUSE_MS);
  }
}
