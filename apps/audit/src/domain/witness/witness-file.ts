import type { WitnessLine } from '@paraph/contracts';

/** What is in a witness file by now. */
export interface WitnessedSoFar {
  readonly lines: number;
  /** Absent in a new file. */
  readonly last?: { readonly line: WitnessLine; /** SHA-256 of its text, hexadecimal. */ readonly digest: string };
}

/** A file of chained heads that only grows. It lies where whoever runs the database cannot change it, or is shipped there. */
export abstract class WitnessFile {
  /** Its base name, which stands in events and labels. */
  abstract readonly name: string;

  /** Reads it from its first line to its last. @throws WitnessBroken where a line does not follow from the one before */
  abstract read(): Promise<WitnessedSoFar>;

  /** Whether nobody has written to it since this process read it or wrote to it. */
  abstract isAsLeft(): Promise<boolean>;

  /** Adds a line, on disk when this answers. Answers the digest of its text. */
  abstract append(line: WitnessLine): Promise<string>;
}

/** All files that heads are written to. */
export class WitnessFiles {
  constructor(readonly all: readonly WitnessFile[]) {}
}

/** A witness file whose chain is broken: the message names the line. */
export class WitnessBroken extends Error {}
