import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Spool, type HeldContent } from '../../domain/archive/archive-target.js';

/** Holds a bundle in a directory until every target has it. What a crash leaves there is cleared at the next one. */
export class DiskSpool extends Spool {
  constructor(private readonly directory: string) {
    super();
  }

  override async hold(content: AsyncIterable<Uint8Array>): Promise<HeldContent> {
    // One bundle at a time, and by one replica: whatever lies there is of a process that died.
    await rm(this.directory, { recursive: true, force: true });
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    const path = join(this.directory, randomUUID());
    const digest = createHash('sha256');
    let bytes = 0;
    async function* counted(): AsyncGenerator<Uint8Array> {
      for await (const piece of content) {
        digest.update(piece);
        bytes += piece.length;
        yield piece;
      }
    }
    try {
      await pipeline(Readable.from(counted(), { objectMode: false }), createWriteStream(path, { mode: 0o600 }));
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
    return { bytes, sha256: digest.digest('hex'), read: () => createReadStream(path), remove: () => rm(path, { force: true }) };
  }
}
