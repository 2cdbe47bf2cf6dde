import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { identify, isAlive } from '../stack/process-table.ts';
import { StepFailure } from '../stack/progress.ts';

const CLAIM = join(tmpdir(), 'paraph-bench.claim.json');
/** Share of the cores that others may use before figures say more about them than about us. */
const BUSY = 0.25;

/** Refuses a machine on which others work: what is measured there is them. */
export function refuseBusyMachine([load = 0] = loadavg(), cores = availableParallelism()): void {
  if (load <= cores * BUSY) return;
  throw new StepFailure(
    `the machine is busy: ${load.toFixed(2)} processes on ${cores} cores wanted to run during the last minute`,
    'wait until it is quiet, or measure all the same with --anyway and say so beside the figures',
  );
}

/** Takes the machine for one bench; answers how to give it back. Two at a time would measure each other. */
export function claimMachine(file = CLAIM): () => void {
  const self = identify(process.pid) ?? { pid: process.pid, began: '' };
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      const claim = openSync(file, 'wx', 0o600);
      writeSync(claim, JSON.stringify(self));
      closeSync(claim);
      return () => rmSync(file, { force: true });
    } catch {
      const holder = holderOf(file);
      if (holder !== undefined) throw new StepFailure(`another bench runs (process ${holder})`, 'wait for its end');
      // Left behind by one that was killed.
      rmSync(file, { force: true });
    }
  }
  throw new StepFailure(`${file} cannot be written`, 'delete it, or make its folder writable');
}

function holderOf(file: string): number | undefined {
  try {
    const found = JSON.parse(readFileSync(file, 'utf8')) as { pid: number; began: string };
    return isAlive(found) ? found.pid : undefined;
  } catch {
    return undefined;
  }
}
