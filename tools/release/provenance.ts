import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** A thing that is released, by name and digest. */
export interface Released {
  readonly name: string;
  readonly digest: { readonly sha256: string };
}

/** What a provenance is made from. */
export interface ProvenanceFacts {
  readonly version: string;
  /** Commit. */
  readonly revision: string;
  /** The repository that holds it. */
  readonly source: string;
  /** Images that the Containerfile began with, by digest. */
  readonly bases: readonly string[];
  /** Who built: a person or a machine, as an address. */
  readonly builder: string;
  readonly builtAt: string;
}

const statement = z.object({
  _type: z.literal('https://in-toto.io/Statement/v1'),
  predicateType: z.literal('https://slsa.dev/provenance/v1'),
  subject: z.array(z.object({ name: z.string(), digest: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }) })).min(1),
  predicate: z.object({
    buildDefinition: z.object({ externalParameters: z.object({ version: z.string(), revision: z.string() }) }),
  }),
});

/** A provenance that was read. */
export type Provenance = z.infer<typeof statement>;

/** The statement of how released files came about (in-toto statement 1, SLSA provenance 1). */
export function provenanceOf(root: string, released: readonly Released[], facts: ProvenanceFacts): object {
  const { version, revision, source, bases, builder, builtAt } = facts;
  const material = (name: string): object => ({ uri: `file:${name}`, digest: { sha256: sha256(readFileSync(join(root, name))) } });
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: released,
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType: `${source}/blob/${revision}/deploy/images/README.md`,
        externalParameters: { version, revision },
        resolvedDependencies: [
          { uri: `git+${source}@${revision}`, digest: { gitCommit: revision } },
          material('package-lock.json'),
          material('deploy/images/Containerfile'),
          ...bases.map((base) => ({ uri: `oci://${base}` })),
        ],
      },
      runDetails: { builder: { id: builder }, metadata: { finishedOn: builtAt } },
    },
  };
}

/** Reads a statement. @throws Error for anything that is no provenance */
export function readProvenance(value: unknown): Provenance {
  return statement.parse(value);
}

/** SHA-256 of bytes, in hexadecimal. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
