import { bundleLine, type HeadAnchor } from '@paraph/contracts';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { ArchiveFiles } from './archive-files.js';
import type { ExportedEvent } from './log-walk.js';
import type { SeenHead } from './signed-head.js';
import { splitLines } from './split-lines.js';
import { bundleFaults } from './words/archive-words.js';
import type { Words } from './words/words.js';

/** How the lines of each kind begin: they are told apart without reading them whole. */
const EVENT = '{"event":';
const HEAD = '{"head":';
const ANCHOR = '{"anchor":';

/** A bundle that cannot be read to its end. */
export class BrokenBundle extends Error {
  override readonly name = 'BrokenBundle';

  constructor(readonly why: Words) {
    super(why.en);
  }
}

/** What a bundle is as a file: its size and its digest, and what of it is few. */
export interface BundleFacts {
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
  readonly events: number;
  readonly heads: number;
  readonly anchors: readonly HeadAnchor[];
  /** Whether events stand first, then heads, then time-stamps, and nothing else. */
  readonly isOrdered: boolean;
}

/** Reads a bundle once for what its manifest says of it. @throws BrokenBundle */
export async function readFacts(files: ArchiveFiles, name: string): Promise<BundleFacts> {
  const hash = createHash('sha256');
  let bytes = 0;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const piece of files.open(name)) {
      hash.update(piece);
      bytes += piece.length;
      yield piece;
    }
  };
  let [events, heads, stage, isOrdered] = [0, 0, 0, true];
  const anchors: HeadAnchor[] = [];
  for await (const line of lines(counted())) {
    const kind = line.startsWith(EVENT) ? 0 : line.startsWith(HEAD) ? 1 : line.startsWith(ANCHOR) ? 2 : -1;
    isOrdered &&= kind >= stage;
    stage = Math.max(stage, kind);
    if (kind === 0) events += 1;
    if (kind === 1) heads += 1;
    if (kind === 2) anchors.push(...anchorOf(line));
  }
  return { bytes, sha256: hash.digest('hex'), events, heads, anchors, isOrdered };
}

/** The events of a bundle. @throws BrokenBundle */
export async function* eventsOf(files: ArchiveFiles, name: string): AsyncGenerator<ExportedEvent> {
  for await (const line of lines(files.open(name))) {
    if (!line.startsWith(EVENT)) return;
    const { event } = parse(line) as { event?: Partial<ExportedEvent> };
    if (typeof event?.position !== 'number' || typeof event.leaf !== 'string') throw new BrokenBundle(bundleFaults.noEvent);
    yield { position: event.position, leaf: event.leaf };
  }
}

/** The heads of a bundle. @throws BrokenBundle */
export async function* headsOf(files: ArchiveFiles, name: string): AsyncGenerator<SeenHead> {
  for await (const line of lines(files.open(name))) {
    if (line.startsWith(EVENT)) continue;
    if (!line.startsWith(HEAD)) return;
    const read = bundleLine.safeParse(parse(line));
    if (!read.success || !('head' in read.data)) throw new BrokenBundle(bundleFaults.noHead);
    const { size, root, head } = read.data.head;
    yield { size, root, head };
  }
}

async function* lines(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const source = Readable.from(pieces);
  const unpacked = createGunzip();
  const feeding = pipeline(source, unpacked).catch(() => undefined);
  try {
    yield* splitLines(unpacked as AsyncIterable<Uint8Array>);
  } catch (error) {
    throw isAbsent(error) ? error : new BrokenBundle(bundleFaults.notUnpacked);
  } finally {
    // Whoever reads only its beginning leaves the rest, and nothing of it open.
    source.destroy();
    unpacked.destroy();
    await feeding;
  }
}

/** Whether a file is not there. */
export function isAbsent(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
}

function anchorOf(line: string): readonly HeadAnchor[] {
  const read = bundleLine.safeParse(parse(line));
  if (!read.success || !('anchor' in read.data)) throw new BrokenBundle(bundleFaults.noStamp);
  return [read.data.anchor];
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new BrokenBundle(bundleFaults.noJson);
  }
}
