/** `node tools/chaos/deliver-events.ts`: broker, database, audit and source killed while events are on their way; afterwards each is in the log, once. */
import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { machineFacts } from '../bench/machine-facts.ts';
import { writeJson } from '../stack/json-file.ts';
import { explain } from '../stack/progress.ts';
import { deliverEvents } from './delivery-run.ts';

const { values } = parseArgs({ options: { events: { type: 'string', default: '100000' }, json: { type: 'string' } } });

try {
  const facts = machineFacts();
  const result = await deliverEvents({ events: Number(values.events), say: (line) => process.stdout.write(`${line}\n`) });
  process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
  if (values.json !== undefined) {
    mkdirSync(dirname(resolve(values.json)), { recursive: true });
    writeJson(resolve(values.json), { ...facts, ...result });
  }
  process.exit(result.lost + result.twice + result.strangers + result.holes + result.faults === 0 ? 0 : 1);
} catch (error) {
  process.stderr.write(`\n${explain(error)}\n\n`);
  process.exit(1);
}
