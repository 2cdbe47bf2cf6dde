/** `node tools/backup/second-site.ts [FOLLOWING…]`: a site is lost while it signs, another one that followed it goes on; exit code 1 where a promise is broken. */
import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { machineFacts } from '../bench/machine-facts.ts';
import { writeJson } from '../stack/json-file.ts';
import { explain } from '../stack/progress.ts';
import { FOLLOWINGS, loseASite, type SecondSiteResult } from './second-site-run.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { sads: { type: 'string', default: '200' }, json: { type: 'string' } } });
const chosen = FOLLOWINGS.filter((one) => positionals.length === 0 || positionals.includes(one));

try {
  const facts = machineFacts();
  const results: SecondSiteResult[] = [];
  for (const following of chosen) {
    results.push(await loseASite({ following, sads: Number(values.sads) }));
    process.stdout.write(`${JSON.stringify(results.at(-1), undefined, 2)}\n`);
  }
  if (values.json !== undefined) {
    mkdirSync(dirname(resolve(values.json)), { recursive: true });
    writeJson(resolve(values.json), { ...facts, results });
  }
  process.exit(results.length > 0 && results.every(isAsPromised) ? 0 : 1);
} catch (error) {
  process.stderr.write(`\n${explain(error)}\n\n`);
  process.exit(1);
}

/** Nothing is signed twice in any of them; where each commit waited for the second site nothing is lost; where something is, the witness says so. */
function isAsPromised(one: SecondSiteResult): boolean {
  const twice = one.occurrencesSignedTwice + one.hashesAnsweredTwice;
  const spentAgain = one.spent === 'signed' || one.neverUsed === 'signed';
  if (twice > 0 || spentAgain || one.signedAnew === 0 || one.doubtsAboutTheLog.length > 0) return false;
  if (one.following === 'synchronous') return one.lost === 0 && !one.witnessContradicted;
  return one.following === 'asynchronous' || (one.lost > 0 && one.witnessContradicted);
}
