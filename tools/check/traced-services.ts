import { OtlpReceiver } from '@paraph/testing';
import { appendFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceEntry } from '../stack/services.ts';

/** The file in a state folder that every trace of a run is written to, as it arrived: one request of OTLP a line. */
export const TRACES = 'traces.jsonl';

/** A collector that keeps all that the services of a stack send it. @returns its address */
export async function keepTraces(state: string): Promise<string> {
  const { url } = await OtlpReceiver.start((body) => {
    // Between the start of this process and that of the stack the folder is deleted once.
    if (existsSync(state)) appendFileSync(join(state, TRACES), `${body}\n`);
  });
  return url;
}

/** A service that sends its traces there. */
export function traced(service: ServiceEntry, collector: string): ServiceEntry {
  return { ...service, settings: (around) => ({ ...service.settings?.(around), TRACES_URL: collector }) };
}
