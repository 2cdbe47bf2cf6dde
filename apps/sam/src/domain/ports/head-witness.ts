import type { WitnessedHead } from '../journal/journal-seal.js';

/** Somebody outside the database who remembers how far the journal was. */
export abstract class HeadWitness {
  /** For logs. */
  abstract readonly name: string;

  /** Whether it may know of what other replicas did, and so is asked again while the SAM runs. */
  abstract readonly hearsOthers: boolean;

  /** The furthest head it was given; none if it never was given one. @throws if it cannot be asked */
  abstract newest(): Promise<WitnessedHead | undefined>;

  /** Has it remember a head. It never goes back to one before. @throws if it could not be told */
  abstract keep(head: WitnessedHead): Promise<void>;
}
