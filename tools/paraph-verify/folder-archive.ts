import { ArchiveFiles } from '@paraph/verifier';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** An archive in a folder. A manifest cannot name a file outside it. */
export class FolderArchive extends ArchiveFiles {
  override readonly name: string;

  constructor(folder: string) {
    super();
    this.name = folder;
  }

  override async list(): Promise<readonly string[]> {
    return (await readdir(this.name)).sort();
  }

  override open(name: string): AsyncIterable<Uint8Array> {
    return createReadStream(join(this.name, basename(name)));
  }
}
