import { bundleLine, type BundleLine } from '@paraph/contracts';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { textLines } from './text-lines.js';

/** Characters that go to the compression at once. */
const PORTION = 65_536;

/** A bundle's bytes: gzip over JSON Lines. Nothing is made faster than it is taken. */
export async function* packed(lines: AsyncIterable<BundleLine>): AsyncGenerator<Uint8Array> {
  const gzip = createGzip();
  const feeding = pipeline(Readable.from(portions(lines), { objectMode: false }), gzip);
  // Whoever reads sees the failure; the promise is waited for behind.
  feeding.catch(() => undefined);
  for await (const piece of gzip) yield piece as Uint8Array;
  await feeding;
}

/** A bundle's lines. @throws where it is no gzip, breaks off, or a line is none of a bundle */
export async function* unpacked(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<BundleLine> {
  const gunzip = createGunzip();
  const feeding = pipeline(Readable.from(bytes, { objectMode: false }), gunzip);
  feeding.catch(() => undefined);
  for await (const line of textLines(gunzip)) yield bundleLine.parse(JSON.parse(line));
  // The checksum and the length at the end of the file are compared when the last line was given out.
  await feeding;
}

async function* portions(lines: AsyncIterable<BundleLine>): AsyncGenerator<string> {
  let portion = '';
  for await (const line of lines) {
    portion += `${JSON.stringify(line)}\n`;
    if (portion.length < PORTION) continue;
    yield portion;
    portion = '';
  }
  if (portion !== '') yield portion;
}
