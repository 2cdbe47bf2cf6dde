import { announce } from '@paraph/contracts';
import type { Bus } from '@paraph/platform';
import { Announcer } from '../domain/ports/announcer.js';

/** Announcements through courier: the SAM speaks to nobody outside. */
export class BusAnnouncer extends Announcer {
  constructor(private readonly bus: Bus) {
    super();
  }

  override async announce(responseId: string, address: string): Promise<void> {
    await this.bus.call(announce, { responseId, address });
  }
}
