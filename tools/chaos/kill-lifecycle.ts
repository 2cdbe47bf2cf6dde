/** `node tools/chaos/kill-lifecycle.ts`: any process killed at any step of creating, certifying, suspending and destroying credentials. */
import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { machineFacts } from '../bench/machine-facts.ts';
import { writeJson } from '../stack/json-file.ts';
import { explain } from '../stack/progress.ts';
import { killDuringLifecycle } from './lifecycle-run.ts';
import { wrongsIn } from './lifecycle-verdict.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    'in-flight': { type: 'string', default: '6' },
    'between-ms': { type: 'string', default: '2500' },
    'rest-s': { type: 'string', default: '300' },
    json: { type: 'string' },
  },
});

try {
  const facts = machineFacts();
  const result = await killDuringLifecycle({
    kills: Number(values.kills),
    inFlight: Number(values['in-flight']),
    betweenMs: Number(values['between-ms']),
    restMs: Number(values['rest-s']) * 1_000,
    say: (line) => process.stdout.write(`${line}\n`),
  });
  process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
  if (values.json !== undefined) {
    mkdirSync(dirname(resolve(values.json)), { recursive: true });
    writeJson(resolve(values.json), { ...facts, ...result });
  }
  for (const wrong of wrongsIn(result)) process.stdout.write(`  ✗ ${wrong}\n`);
  process.exit(wrongsIn(result).length === 0 ? 0 : 1);
} catch (error) {
  process.stderr.write(`\n${explain(error)}\n\n`);
  process.exit(1);
}
