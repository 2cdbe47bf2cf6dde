import { type Clock } from '@paraph/kernel';
import { type ProtocolObjects } from '../ports/protocol-objects.js';

/** An ended token stays known as ended for a day, so that its bearer is told so. */
const KEEP_MS = 24 * 60 * 60_000;

/** Forgets the authorisation server's objects some time after their end. */
export class ForgetExpired {
  constructor(
    private readonly objects: ProtocolObjects,
    private readonly clock: Clock,
  ) {}

  run(): Promise<void> {
    return this.objects.purge(new Date(this.clock.now().getTime() - KEEP_MS));
  }
}
