/** `node tools/chaos/take-away.ts`: database, broker and audit killed under load, again and again; the SAM stays and must find back by itself. */
import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { machineFacts } from '../bench/machine-facts.ts';
import { writeJson } from '../stack/json-file.ts';
import { explain } from '../stack/progress.ts';
import { takeAwayWhileSigning } from './take-away-run.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '10' }, 'in-flight': { type: 'string', default: '8' }, json: { type: 'string' } },
});

try {
  const facts = machineFacts();
  const result = await takeAwayWhileSigning({
    rounds: Number(values.rounds),
    inFlight: Number(values['in-flight']),
    say: (line) => process.stdout.write(`${line}\n`),
  });
  process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
  if (values.json !== undefined) {
    mkdirSync(dirname(resolve(values.json)), { recursive: true });
    writeJson(resolve(values.json), { ...facts, ...result });
  }
  const wrong = result.occurrencesSignedTwice + result.answeredWithoutRecord + result.answeredWithoutEvents + result.hashesAnsweredTwice;
  process.exit(wrong + result.lettersWithoutReason === 0 ? 0 : 1);
} catch (error) {
  process.stderr.write(`\n${explain(error)}\n\n`);
  process.exit(1);
}
