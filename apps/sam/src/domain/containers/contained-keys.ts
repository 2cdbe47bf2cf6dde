/** Keys of containers, as the database has them. It only says where to look: whose a key is, the SAM's own records say. */
export abstract class ContainedKeys {
  /** How many a container has, for people who decide. */
  abstract count(containerId: string): Promise<number>;

  /** Those that closed containers still have, by their identifiers, behind one of them. */
  abstract leftInClosed(after: string, limit: number): Promise<readonly string[]>;
}
