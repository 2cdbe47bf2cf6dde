/** `npm run upgrade:side-by-side -- [--from REF]`: from the services of an earlier commit to these, without anybody noticing; exit code 1 if somebody did. */
import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { machineFacts } from '../bench/machine-facts.ts';
import { writeJson } from '../stack/json-file.ts';
import { explain } from '../stack/progress.ts';
import { defaultRef } from './previous-tree.ts';
import { upgradeSideBySide } from './side-by-side-run.ts';

const ROOT = dirname(dirname(import.meta.dirname));
const { values } = parseArgs({ options: { from: { type: 'string' }, rate: { type: 'string', default: '40' }, json: { type: 'string' } } });

try {
  const facts = machineFacts();
  const result = await upgradeSideBySide({
    from: values.from ?? defaultRef(ROOT),
    rate: Number(values.rate),
    say: (line) => process.stdout.write(`${line}\n`),
  });
  process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
  if (values.json !== undefined) {
    mkdirSync(dirname(resolve(values.json)), { recursive: true });
    writeJson(resolve(values.json), { ...facts, ...result });
  }
  const wrong = result.failed + result.answeredWithoutRecord + result.occurrencesSignedTwice + result.hashesAnsweredTwice;
  process.exit(wrong === 0 && result.signaturesAnswered > 0 ? 0 : 1);
} catch (error) {
  process.stderr.write(`\n${explain(error)}\n\n`);
  process.exit(1);
}
