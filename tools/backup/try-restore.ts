/** `node tools/backup/try-restore.ts`: a backup under load, destroyed, put back into another folder; exit code 1 where something is lost that may not be. */
import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { machineFacts } from '../bench/machine-facts.ts';
import { writeJson } from '../stack/json-file.ts';
import { explain } from '../stack/progress.ts';
import { backUpAndRestore } from './restore-run.ts';

const { values } = parseArgs({ options: { sads: { type: 'string', default: '120' }, json: { type: 'string' } } });

try {
  const facts = machineFacts();
  const result = await backUpAndRestore({ sads: Number(values.sads), say: (line) => process.stdout.write(`${line}\n`) });
  process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
  if (values.json !== undefined) {
    mkdirSync(dirname(resolve(values.json)), { recursive: true });
    writeJson(resolve(values.json), { ...facts, ...result });
  }
  const reused = [result.spentBefore, result.spentSince].filter((answer) => answer === 'signed').length;
  const wrong = result.lostFromBefore + result.occurrencesSignedTwice + result.hashesAnsweredTwice + result.doubtsAboutTheLog.length + reused;
  process.exit(wrong === 0 && result.signedAnew > 0 ? 0 : 1);
} catch (error) {
  process.stderr.write(`\n${explain(error)}\n\n`);
  process.exit(1);
}
