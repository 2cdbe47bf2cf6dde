/**
 * `npm run release -- --files DIR --key KEY.pem --builder URL --source URL --base NAME@sha256:… --base NAME@sha256:… [--try]`
 *
 * DIR has the archives of the images (`npm run images -- --export DIR`). Adds to it the approval page's digests, SHA256SUMS and the signed
 * provenance. With `--try` it says what would keep this tree from being released and goes on, for whoever tries it out.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { sourceFacts } from '../images/source-facts.ts';
import { writeJson } from '../stack/json-file.ts';
import { seal, signingKey } from './envelope.ts';
import { pageDigests } from './page-digests.ts';
import { provenanceOf, sha256, type Released } from './provenance.ts';
import { PAGE_FILE, PROVENANCE_FILE, SUMS_FILE } from './release-files.ts';
import { releaseProblems } from './release-problems.ts';

const root = resolve(import.meta.dirname, '../..');
const text = { type: 'string' } as const;
const { values } = parseArgs({
  options: { files: text, key: text, builder: text, source: text, base: { ...text, multiple: true, default: [] }, try: { type: 'boolean', default: false } },
});
const { files, key, builder, source, base: bases } = values;
if (files === undefined || key === undefined || builder === undefined || source === undefined) {
  console.error('usage: npm run release -- --files DIR --key KEY.pem --builder URL --source URL --base NAME@sha256:… --base NAME@sha256:… [--try]');
  process.exit(2);
}

const { version, revision } = sourceFacts(root);
const problems = releaseProblems(root, { changed: revision.endsWith('-changed'), bases });
for (const problem of problems) console.error(`  ! ${problem}`);
if (problems.length > 0 && !values.try) process.exit(1);

// Before anything is written: a key that does not work must not leave half a release.
const signer = signingKey(readFileSync(key, 'utf8'));
writeJson(join(files, PAGE_FILE), pageDigests(root));
const released: Released[] = readdirSync(files)
  .filter((name) => name !== SUMS_FILE && name !== PROVENANCE_FILE)
  .sort()
  .map((name) => ({ name, digest: { sha256: sha256(readFileSync(join(files, name))) } }));
const statement = provenanceOf(root, released, { version, revision, source, bases, builder, builtAt: new Date().toISOString() });
writeJson(join(files, PROVENANCE_FILE), seal(statement, signer));
writeFileSync(join(files, SUMS_FILE), released.map(({ name, digest }) => `${digest.sha256}  ${name}\n`).join(''));
console.log(`${version} of ${revision}: ${released.length} files`);
