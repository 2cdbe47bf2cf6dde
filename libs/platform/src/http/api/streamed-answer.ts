import { StreamableFile } from '@nestjs/common';
import { Readable } from 'node:stream';

/**
 * An answer that is written while it is made: nothing of it is gathered, and nothing is made faster than it is taken. One that breaks off ends
 * the connection before the last chunk (RFC 9112 section 8), so that no reader takes a part for the whole.
 */
export class StreamedAnswer {
  constructor(
    readonly mediaType: string,
    private readonly pieces: AsyncIterable<string>,
    private readonly fileName?: string,
  ) {}

  /** As the HTTP server sends it. */
  toFile(): StreamableFile {
    const options = this.fileName === undefined ? {} : { disposition: `attachment; filename="${this.fileName}"` };
    return new StreamableFile(Readable.from(this.pieces, { objectMode: false }), { type: this.mediaType, ...options });
  }
}
