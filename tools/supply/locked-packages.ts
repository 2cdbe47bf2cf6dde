import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const entry = z.object({
  version: z.string().default(''),
  license: z.string().default(''),
  integrity: z.string().optional(),
  link: z.boolean().default(false),
  dev: z.boolean().default(false),
  optional: z.boolean().default(false),
  devOptional: z.boolean().default(false),
  peer: z.boolean().default(false),
  hasInstallScript: z.boolean().default(false),
  os: z.array(z.string()).optional(),
  cpu: z.array(z.string()).optional(),
});

const lockfile = z.object({
  version: z.string(),
  packages: z.record(z.string(), entry),
});

/** A package as the lockfile pins it. */
export interface LockedPackage extends z.infer<typeof entry> {
  readonly name: string;
  /** Its key in the lockfile: where it is installed. */
  readonly folder: string;
}

/** The lockfile, read. */
export interface LockedPackages {
  readonly own: { readonly version: string; readonly license: string };
  /** Packages of others, by folder. */
  readonly all: readonly LockedPackage[];
  /** @throws where the lockfile has nothing there */
  at(folder: string): LockedPackage;
}

/** Reads the lockfile: the one list of what is installed, with the digest that npm checks each package against. */
export function lockedPackages(root: string): LockedPackages {
  const { packages } = lockfile.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
  const own = packages[''] ?? { version: '', license: '' };
  const all = Object.entries(packages)
    .filter(([folder, { link }]) => folder.includes('node_modules/') && !link)
    .map(([folder, one]) => ({ ...one, folder, name: folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length) }));
  const byFolder = new Map(all.map((one) => [one.folder, one]));
  return {
    own: { version: own.version, license: own.license },
    all,
    at: (folder) => {
      const found = byFolder.get(folder);
      if (!found) throw new Error(`the lockfile has no ${folder}`);
      return found;
    },
  };
}
