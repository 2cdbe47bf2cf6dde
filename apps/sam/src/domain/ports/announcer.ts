/** The neighbour that tells a client that a result is there. */
export abstract class Announcer {
  /** @throws `message.undeliverable`, and what every call may answer */
  abstract announce(responseId: string, address: string): Promise<void>;
}
