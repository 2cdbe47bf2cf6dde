import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from './provenance.ts';

/**
 * The approval page as this release has it, file by file. The page that an installation serves also contains its own statement key and addresses: that
 * one's digest comes from `node apps/approval/dist/release-digest.js` with its settings (docs/operations/README.md).
 */
export function pageDigests(root: string): Readonly<Record<string, string>> {
  const folder = join(root, 'apps/approval/dist/page');
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(folder, name)).isFile());
  return Object.fromEntries(names.sort().map((name) => [name, sha256(readFileSync(join(folder, name)))]));
}
