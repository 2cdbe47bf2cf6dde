/** Bytes of which it is known beforehand how many they are and what their digest is. */
export interface Content {
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
  /** From the beginning, as often as it is asked for. */
  read(): AsyncIterable<Uint8Array>;
}

/** A place for archives, outside of the database. */
export abstract class ArchiveTarget {
  /** Stands in events and labels. */
  abstract readonly name: string;

  /** Writes a file whole or not at all, in the place of one of this name. It is to be kept until that moment at least. */
  abstract write(file: string, content: Content, keptUntil: Date): Promise<void>;

  /** How many bytes a file has; undefined where there is none of this name. */
  abstract size(file: string): Promise<number | undefined>;

  /** Undefined where there is none of this name. */
  abstract read(file: string): Promise<AsyncIterable<Uint8Array> | undefined>;
}

/** All places that a month has to be written to. */
export class ArchiveTargets {
  constructor(readonly all: readonly ArchiveTarget[]) {}
}

/** Keeps what is not written to its place yet, so that every place is given the same bytes. */
export abstract class Spool {
  abstract hold(content: AsyncIterable<Uint8Array>): Promise<HeldContent>;
}

export interface HeldContent extends Content {
  remove(): Promise<void>;
}

/** Names of a month's files. */
export const archiveFiles = (month: string) => ({ bundle: `${month}.jsonl.gz`, manifest: `${month}.manifest.json`, receipt: `${month}.receipt.json` });
export type ArchivePart = keyof ReturnType<typeof archiveFiles>;
