import { witnessLine, type WitnessLine } from '@paraph/contracts';
import { sha256Hex } from '@paraph/kernel';
import { createReadStream } from 'node:fs';
import { open, stat, truncate } from 'node:fs/promises';
import { basename } from 'node:path';
import { textLines } from '../domain/archive/text-lines.js';
import { WitnessBroken, WitnessFile, type WitnessedSoFar } from '../domain/witness/witness-file.js';

/** A witness file on a disk, which may be mounted from elsewhere, or whose directory is shipped elsewhere. */
export class WitnessLogFile extends WitnessFile {
  override readonly name: string;
  /** Bytes it had when this process was done with it. */
  private left: number | undefined;

  constructor(private readonly path: string) {
    super();
    this.name = basename(path);
  }

  override async read(): Promise<WitnessedSoFar> {
    const size = await this.size();
    this.left = size;
    if (size === 0) return { lines: 0 };
    let [lines, bytes] = [0, 0];
    let last: WitnessedSoFar['last'];
    for await (const text of textLines(createReadStream(this.path))) {
      bytes += Buffer.byteLength(text) + 1;
      // Without its end a line was never promised to anybody: the process died while it wrote.
      if (bytes > size) {
        this.left = bytes - Buffer.byteLength(text) - 1;
        await truncate(this.path, this.left);
        break;
      }
      lines += 1;
      last = { line: follows(text, last, lines), digest: sha256Hex(text) };
    }
    return { lines, ...(last && { last }) };
  }

  override async isAsLeft(): Promise<boolean> {
    return (await this.size()) === this.left;
  }

  override async append(line: WitnessLine): Promise<string> {
    const text = JSON.stringify(line);
    const file = await open(this.path, 'a', 0o644);
    try {
      await file.appendFile(`${text}\n`);
      await file.sync();
      this.left = (await file.stat()).size;
    } finally {
      await file.close();
    }
    return sha256Hex(text);
  }

  private async size(): Promise<number> {
    try {
      return (await stat(this.path)).size;
    } catch (error) {
      if (isMissing(error)) return 0;
      throw error;
    }
  }
}

function follows(text: string, before: WitnessedSoFar['last'], number: number): WitnessLine {
  const line = readLine(text, number);
  if (line.previous !== before?.digest) throw new WitnessBroken(`line ${number} does not follow from the one before`);
  if (before && line.size <= before.line.size) throw new WitnessBroken(`line ${number} is not larger than the one before`);
  return line;
}

function readLine(text: string, number: number): WitnessLine {
  try {
    return witnessLine.parse(JSON.parse(text));
  } catch (cause) {
    throw new WitnessBroken(`line ${number} is none of a witness file`, { cause });
  }
}

function isMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
}
