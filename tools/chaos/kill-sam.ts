/** `node tools/chaos/kill-sam.ts`: `kill -9` of SAM processes at random instants while they sign. */
import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { machineFacts } from '../bench/machine-facts.ts';
import { writeJson } from '../stack/json-file.ts';
import { explain } from '../stack/progress.ts';
import { killWhileSigning } from './kill-run.ts';

const { values } = parseArgs({
  options: {
    signatures: { type: 'string', default: '10000' },
    replicas: { type: 'string', default: '2' },
    'in-flight': { type: 'string', default: '24' },
    'between-ms': { type: 'string', default: '1500' },
    json: { type: 'string' },
  },
});

try {
  const facts = machineFacts();
  const result = await killWhileSigning({
    signatures: Number(values.signatures),
    replicas: Number(values.replicas),
    credentials: 3,
    inFlight: Number(values['in-flight']),
    betweenMs: Number(values['between-ms']),
    reconcile: true,
    say: (line) => process.stdout.write(`${line}\n`),
  });
  process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
  if (values.json !== undefined) {
    mkdirSync(dirname(resolve(values.json)), { recursive: true });
    writeJson(resolve(values.json), { ...facts, ...result });
  }
  const isRight =
    result.occurrencesSignedTwice + result.answeredWithoutRecord + result.answeredWithoutEvents + result.hashesAnsweredTwice + result.lettersWithoutReason ===
    0;
  process.exit(isRight ? 0 : 1);
} catch (error) {
  process.stderr.write(`\n${explain(error)}\n\n`);
  process.exit(1);
}
