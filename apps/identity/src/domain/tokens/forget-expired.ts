import { type Clock } from '@paraph/kernel';
import { type LoginTries } from '../ports/login-tries.js';
import { type OperatorSessions } from '../ports/operator-sessions.js';
import { type ProtocolObjects } from '../ports/protocol-objects.js';

/** An ended token stays known as ended for a day, so that its bearer is told so. */
const KEEP_MS = 24 * 60 * 60_000;
/** An address that an account has not been used from for so long may be somebody else's by now. */
const FAMILIAR_MS = 90 * KEEP_MS;

/** Forgets the authorisation server's objects some time after their end, operators’ sessions, and who tried to log in from where. */
export class ForgetExpired {
  constructor(
    private readonly objects: ProtocolObjects,
    private readonly tries: LoginTries,
    private readonly operators: OperatorSessions,
    private readonly clock: Clock,
  ) {}

  async run(): Promise<void> {
    const before = (milliseconds: number): Date => new Date(this.clock.now().getTime() - milliseconds);
    await this.objects.purge(before(KEEP_MS));
    await this.operators.purge(before(KEEP_MS));
    await this.tries.purge({ tries: before(KEEP_MS), familiar: before(FAMILIAR_MS) });
  }
}
