import { spansIn, type ReceivedSpan } from '@paraph/testing';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { TRACES } from '../../tools/check/traced-services.ts';
import { state } from './stack.ts';

/** Everything that all processes sent to the collector so far, as it arrived. */
export function tracesText(): string {
  const file = join(state, TRACES);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** The spans of one trace, once they are enough: each process sends its own about once a second. */
export async function untilTraced(traceId: string, isEnough: (spans: readonly ReceivedSpan[]) => boolean): Promise<readonly ReceivedSpan[]> {
  for (let looks = 0; looks < 100; looks += 1) {
    const lines = tracesText()
      .split('\n')
      .filter((line) => line.includes(traceId));
    const spans = lines.flatMap(spansIn).filter((span) => span.traceId === traceId);
    if (isEnough(spans)) return spans;
    await sleep(100);
  }
  throw new Error(`the trace ${traceId} is not whole after ten seconds`);
}
