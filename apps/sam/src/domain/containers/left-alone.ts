import type { Clock } from '@paraph/kernel';

/** Milliseconds. */
const FOR_MS = 3_600_000;

/** What was found to be edited, and is not looked at again for an hour: every look leaves an event. */
export class LeftAlone {
  private readonly until = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  add(id: string): void {
    this.until.set(id, this.clock.now().getTime() + FOR_MS);
  }

  has(id: string): boolean {
    const until = this.until.get(id);
    if (until === undefined) return false;
    if (this.clock.now().getTime() < until) return true;
    this.until.delete(id);
    return false;
  }
}
