import { archiveManifest, type ArchiveManifest } from '@paraph/contracts';
import { leafHash, sha256Hex } from '@paraph/kernel';
import { BLOCK, type KeptHashes } from '@paraph/merkle';
import { createHash } from 'node:crypto';
import type { ArchivedText } from '../month-copies.js';
import { archiveFiles, type ArchiveTarget } from './archive-target.js';
import type { ArchivedMonth } from './archives.js';
import { unpacked } from './bundle-text.js';

/** More than any manifest or receipt has. */
const LONGEST_TEXT = 4_000_000;

/** A copy that is not what was archived: which file, where, and why. */
export class CopyDamaged extends Error {}

/** What one target has of a month, read from its beginning to its end and held against what the log knows of it. */
export class ArchiveCopy {
  readonly #archived: ArchivedMonth;
  readonly #target: ArchiveTarget;
  readonly #files: ReturnType<typeof archiveFiles>;

  constructor(archived: ArchivedMonth, target: ArchiveTarget) {
    this.#archived = archived;
    this.#target = target;
    this.#files = archiveFiles(archived.month);
  }

  /** Why it is not whole; undefined if it is. The hashes are those that the log keeps for ever. */
  async damage(hashes: KeptHashes): Promise<string | undefined> {
    try {
      const manifest = await this.manifest();
      await this.checkBundle(manifest, hashes);
      await this.checkReceipt();
      return undefined;
    } catch (error) {
      if (error instanceof CopyDamaged) return error.message;
      throw error;
    }
  }

  /** Why it cannot be whole, by what little is read in no time: its small files, and how large its bundle is. */
  async glance(): Promise<string | undefined> {
    try {
      const { bundle } = await this.manifest();
      const bytes = await this.#target.size(this.#files.bundle);
      if (bytes === undefined) throw new CopyDamaged(`${this.#files.bundle}: it is not there`);
      if (bytes !== bundle.bytes) throw new CopyDamaged(`${this.#files.bundle}: it has ${bytes} bytes and had ${bundle.bytes}`);
      await this.checkReceipt();
      return undefined;
    } catch (error) {
      if (error instanceof CopyDamaged) return error.message;
      throw error;
    }
  }

  /** Its events. What was checked before may have changed since: whoever takes them compares each with its hash. */
  async *events(): AsyncGenerator<ArchivedText> {
    for await (const line of unpacked(await this.open(this.#files.bundle))) {
      if (!('event' in line)) return;
      yield { position: line.event.position, leaf: line.event.leaf };
    }
  }

  private async manifest(): Promise<ArchiveManifest> {
    const file = this.#files.manifest;
    const text = await this.text(file);
    if (sha256Hex(text) !== this.#archived.manifestSha256) throw new CopyDamaged(`${file}: these are not the bytes that the log has the digest of`);
    return archiveManifest.parse(JSON.parse(text));
  }

  private async checkReceipt(): Promise<void> {
    const { receipt } = this.#archived;
    if (receipt === undefined) return;
    if ((await this.text(this.#files.receipt)) !== receipt) throw new CopyDamaged(`${this.#files.receipt}: this is not the receipt that was written`);
  }

  /** The events one by one, so that the place of a damage is known, and then the file as a whole. */
  private async checkBundle(manifest: ArchiveManifest, hashes: KeptHashes): Promise<void> {
    const file = this.#files.bundle;
    const digest = createHash('sha256');
    let bytes = 0;
    const content = await this.open(file);
    async function* counted(): AsyncGenerator<Uint8Array> {
      for await (const piece of content) {
        digest.update(piece);
        bytes += piece.length;
        yield piece;
      }
    }
    let position = manifest.from;
    let known: readonly Uint8Array[] = [];
    try {
      for await (const line of unpacked(counted())) {
        if (!('event' in line)) continue;
        if (line.event.position !== position || position >= manifest.to) throw new CopyDamaged(`${file}: the event at position ${position} is not there`);
        if (position === manifest.from || position % BLOCK === 0) known = await hashes.read(0, Math.floor(position / BLOCK));
        if (Buffer.compare(known[position % BLOCK] ?? Buffer.alloc(0), leafHash(line.event.leaf)) !== 0)
          throw new CopyDamaged(`${file}: the event at position ${position} is another`);
        position += 1;
      }
    } catch (cause) {
      if (cause instanceof CopyDamaged) throw cause;
      throw new CopyDamaged(`${file}: it cannot be read behind position ${position - 1}`, { cause });
    }
    if (position !== manifest.to) throw new CopyDamaged(`${file}: the event at position ${position} is not there`);
    if (bytes !== manifest.bundle.bytes || digest.digest('hex') !== manifest.bundle.sha256)
      throw new CopyDamaged(`${file}: its events are right and its bytes are not those of the manifest`);
  }

  private async text(file: string): Promise<string> {
    const parts: Uint8Array[] = [];
    let length = 0;
    for await (const part of await this.open(file)) {
      length += part.length;
      if (length > LONGEST_TEXT) throw new CopyDamaged(`${file}: it does not end`);
      parts.push(part);
    }
    return Buffer.concat(parts).toString('utf8');
  }

  private async open(file: string): Promise<AsyncIterable<Uint8Array>> {
    const content = await this.#target.read(file);
    if (!content) throw new CopyDamaged(`${file}: it is not there`);
    return content;
  }
}
