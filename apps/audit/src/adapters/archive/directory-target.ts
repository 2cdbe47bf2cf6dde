import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ArchiveTarget, type Content } from '../../domain/archive/archive-target.js';

/** A directory, which may be mounted from another machine. */
export class DirectoryTarget extends ArchiveTarget {
  constructor(
    private readonly directory: string,
    override readonly name = 'directory',
  ) {
    super();
  }

  /** Under another name first, then renamed: a reader sees the old file or the new one, also after a power cut. */
  override async write(file: string, content: Content): Promise<void> {
    await mkdir(this.directory, { recursive: true, mode: 0o750 });
    const unfinished = join(this.directory, `.${file}.${randomUUID()}`);
    try {
      const written = await open(unfinished, 'wx', 0o640);
      try {
        for await (const piece of content.read()) await written.writeFile(piece);
        await written.sync();
      } finally {
        await written.close();
      }
      await rename(unfinished, join(this.directory, file));
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
    await this.sync();
  }

  override async size(file: string): Promise<number | undefined> {
    try {
      return (await stat(join(this.directory, file))).size;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  override async read(file: string): Promise<AsyncIterable<Uint8Array> | undefined> {
    try {
      const found = await open(join(this.directory, file), 'r');
      return createReadStream('', { fd: found });
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  /** The name itself has to be on the disk too. */
  private async sync(): Promise<void> {
    const directory = await open(this.directory, 'r');
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  }
}

function isMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
}
