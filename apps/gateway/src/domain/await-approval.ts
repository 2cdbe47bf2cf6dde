import { ServiceError } from '@paraph/contracts';
import type { Authorisation, AuthoriseExplicitly, ExplicitAuthorisation } from './authorise-explicitly.js';
import type { ServiceBearer } from './bearer.js';
import type { Pause } from './pause.js';

const EVERY_MS = 1_000;
const LONGEST_MS = 50_000;

/** Requests held at a time: each costs a call a second. */
const MOST_HELD = 100;

/** The signer did not approve, or not in time. */
export class NotApproved extends ServiceError {}

/** CSC v1 `implicit`: the request is held until the signer has answered, since v1 knows no 202 (v1 11.6). */
export class AwaitApproval {
  #held = 0;

  constructor(
    private readonly authorise: Pick<AuthoriseExplicitly, 'check'>,
    private readonly pause: Pause,
  ) {}

  /** Before the signer is asked. @throws ServiceError `service.unavailable` when too many requests are held already */
  checkRoom(): void {
    if (this.#held >= MOST_HELD) throw new ServiceError('service.unavailable', 'too many requests wait for their signers', { retryAfter: 5 });
  }

  /** @throws NotApproved, and whatever the SAM refuses with */
  async run(bearer: ServiceBearer, first: Authorisation): Promise<ExplicitAuthorisation> {
    this.#held += 1;
    try {
      let outcome = first;
      for (let waited = 0; outcome.state === 'waiting'; waited += EVERY_MS) {
        if (waited >= LONGEST_MS) throw new NotApproved('activation.expired', 'nobody answered in time');
        await this.pause.wait(EVERY_MS);
        outcome = await this.authorise.check(bearer, outcome.handle).catch(asNotApproved);
      }
      return outcome;
    } finally {
      this.#held -= 1;
    }
  }
}

function asNotApproved(failure: unknown): never {
  const refused = failure instanceof ServiceError && ['evidence.invalid', 'activation.expired', 'activation.unknown'].includes(failure.code);
  throw refused ? new NotApproved(failure.code, failure.detail, { cause: failure }) : failure;
}
