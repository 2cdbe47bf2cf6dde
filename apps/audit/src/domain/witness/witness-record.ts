/** Whoever keeps a record of what witness files say. */
export abstract class WitnessRecord {
  /** A file was read at the start and the log extends it. */
  abstract witnessed(file: string, size: number, lines: number): Promise<void>;

  /** A file has a head that this log does not have, or is broken itself. */
  abstract contradicted(file: string, size: number | undefined, cause: string): Promise<void>;
}
