/** Where time comes from. Domain code never reads the system's clock itself, so that a test can move it. */
export abstract class Clock {
  /** The present moment, UTC. */
  abstract now(): Date;
}

/** The machine's clock. */
export class SystemClock extends Clock {
  override now(): Date {
    return new Date();
  }
}
