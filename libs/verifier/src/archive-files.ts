/** Where archives lie: a folder, or whatever has their files by name. */
export abstract class ArchiveFiles {
  /** What it is called in what is said of it. */
  abstract readonly name: string;
  abstract list(): Promise<readonly string[]>;
  /** The content of a file, piece by piece. Each call begins anew. */
  abstract open(name: string): AsyncIterable<Uint8Array>;

  /** A small file, whole. */
  async text(name: string): Promise<string> {
    const pieces: Uint8Array[] = [];
    for await (const piece of this.open(name)) pieces.push(piece);
    return Buffer.concat(pieces).toString('utf8');
  }
}
