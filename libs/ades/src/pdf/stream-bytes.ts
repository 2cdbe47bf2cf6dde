import type { PdfReader } from './pdf-reader.js';

/**
 * The raw bytes of a stream whose dictionary has just been read.
 * @throws AdesError `document.unreadable`
 */
export function streamBytes(reader: PdfReader, length: number | undefined): Buffer {
  reader.skipSpace();
  reader.expect('stream');
  // Section 7.3.8.1: a carriage return and a line feed, or a line feed alone.
  reader.accepts('\r');
  reader.expect('\n');
  if (length === undefined || length < 0 || reader.position + length > reader.source.length) {
    throw reader.unreadable('a stream has no usable length');
  }
  const data = Buffer.from(reader.source.slice(reader.position, reader.position + length), 'latin1');
  reader.position += length;
  reader.skipSpace();
  reader.expect('endstream');
  return data;
}
