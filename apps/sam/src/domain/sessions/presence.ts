import { ServiceError } from '@paraph/contracts';
import type { HeldKeys } from './held-keys.js';
import type { SessionRows } from './session-rows.js';

/** A replica that nobody heard of for so long counts as gone. */
export const SILENT_SECONDS = 30;
/** Long before: whoever could not say that it lives ends its keys, so that nobody is right to say so too early. */
const CUT_OFF_MS = 20_000;

/** Whether this replica is heard of by the others. Measured by a clock that only runs on: `elapsed`, in milliseconds. */
export class Presence {
  private heardAt: number | undefined;

  constructor(
    private readonly rows: SessionRows,
    private readonly held: HeldKeys,
    private readonly elapsed: () => number = () => performance.now(),
  ) {}

  /** Says that this replica lives. */
  async beat(): Promise<void> {
    const before = this.elapsed();
    await this.rows.beat(this.held.replica);
    this.heardAt = before;
  }

  /** Says that it ends. */
  async leave(): Promise<void> {
    this.heardAt = undefined;
    await this.rows.leave(this.held.replica);
  }

  /** Whether the others may soon take this one for gone. */
  get isCutOff(): boolean {
    return this.heardAt === undefined || this.elapsed() - this.heardAt > CUT_OFF_MS;
  }

  /** @throws `service.unavailable` where a key that is made now might have to end at once */
  demand(): void {
    if (this.isCutOff) throw new ServiceError('service.unavailable', 'this replica holds no keys at this moment', { retryAfter: 1 });
  }
}
