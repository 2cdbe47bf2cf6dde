import type { Clock } from '@paraph/kernel';
import type { AuthorityName, StatusSource } from './publication-sources.js';
import type { StatusAnswers } from './status-answers.js';

/** A pass begins that long after the one before: an answer holds for an hour, and a pass takes its time. */
const PASS_EVERY_MS = 30 * 60_000;
/** A replica that does not come back within this time has lost its pass to another one. */
const LEASE_MS = 60_000;
/** Answers composed in one call. */
const PAGE = 100;
/** Beyond so many, going through all of them is the shorter way. */
const ONE_BY_ONE = 200;

/** Has answers of status composed before anybody asks, page by page, so that a question costs no signature (RFC 6960 section 2.5). */
export class PrepareAnswers {
  constructor(
    private readonly source: StatusSource,
    private readonly answers: StatusAnswers,
    private readonly clock: Clock,
  ) {}

  /** Does one page of the pass of an authority. Answers whether there was anything to do. @throws what the authority refuses with */
  async step(authority: AuthorityName): Promise<boolean> {
    const now = this.clock.now();
    const terms = { now, begunBefore: new Date(now.getTime() - PASS_EVERY_MS), leasedUntil: this.lease() };
    const pass = await this.answers.takeUp(authority, terms);
    if (!pass) return false;
    const { answers, more } = await this.source.composeAnswers({ authority, after: pass.after, limit: PAGE });
    const last = answers.at(-1)?.serialNumber;
    const goesOn = more && last !== undefined;
    await this.answers.advance(authority, { answers, after: goesOn ? last : undefined, leasedUntil: goesOn ? this.lease() : now });
    if (!goesOn) await this.answers.forget(now);
    return true;
  }

  /** Has new answers about certificates that were just revoked: a list and an answer shall not contradict each other for long. */
  async renew(authority: AuthorityName, serialNumbers: readonly string[]): Promise<void> {
    if (serialNumbers.length > ONE_BY_ONE) return this.answers.restart(authority);
    for (const serialNumber of serialNumbers) {
      const answer = await this.source.composeAnswer({ authority, serialNumber });
      await this.answers.keep(authority, [{ ...answer, serialNumber }]);
    }
  }

  private lease(): Date {
    return new Date(this.clock.now().getTime() + LEASE_MS);
  }
}
