import { createPublicKey } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { open } from './envelope.ts';
import { readProvenance, sha256 } from './provenance.ts';
import { PROVENANCE_FILE, SUMS_FILE } from './release-files.ts';

/** What a verification found. */
export interface Verified {
  readonly problems: readonly string[];
  readonly summary: string;
}

/** Holds the files of a folder against the provenance beside them, which this key must have signed. */
export function verifyRelease(folder: string, publicKey: string): Verified {
  try {
    const { subject, predicate } = readProvenance(open(readFileSync(join(folder, PROVENANCE_FILE), 'utf8'), createPublicKey(publicKey)));
    const { version, revision } = predicate.buildDefinition.externalParameters;
    const named = new Set(subject.map(({ name }) => name));
    const problems = [
      ...subject.flatMap(({ name, digest }) => {
        const file = join(folder, name);
        if (!existsSync(file)) return [`${name} is missing`];
        return sha256(readFileSync(file)) === digest.sha256 ? [] : [`${name} was changed`];
      }),
      ...readdirSync(folder)
        .filter((name) => !named.has(name) && name !== PROVENANCE_FILE && name !== SUMS_FILE)
        .map((name) => `${name} is not part of the release`),
    ];
    return { problems, summary: `${version} of ${revision}: ${subject.length} files as they were released` };
  } catch (error) {
    return { problems: [error instanceof Error ? error.message : String(error)], summary: '' };
  }
}
