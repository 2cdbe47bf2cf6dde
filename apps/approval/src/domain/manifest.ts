import { createHash } from 'node:crypto';

/** One file and its SHA-256, hexadecimal. */
export interface ListedFile {
  readonly path: string;
  readonly sha256: string;
}

/** What is served, so that anybody can compare it with what was published. */
export interface Manifest {
  /** SHA-256 over the lines `<sha256>  <path>`, sorted by path: what `sha256sum` prints for the files. */
  readonly digest: string;
  readonly files: readonly ListedFile[];
}

/** Lists the files; the order of the map does not matter. */
export function manifestOf(files: ReadonlyMap<string, string>): Manifest {
  const listed = [...files].map(([path, content]) => ({ path, sha256: sha256(content, 'hex') }));
  listed.sort((one, other) => (one.path < other.path ? -1 : 1));
  return { digest: sha256(listed.map(({ path, sha256: digest }) => `${digest}  ${path}\n`).join(''), 'hex'), files: listed };
}

/** SHA-256 of a text's UTF-8 bytes. */
export function sha256(content: string, encoding: 'hex' | 'base64'): string {
  return createHash('sha256').update(content, 'utf8').digest(encoding);
}
