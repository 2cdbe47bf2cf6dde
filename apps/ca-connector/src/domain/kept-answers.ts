import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { AuthorityName, StatusAnswer, StatusSource } from './publication-sources.js';
import type { StatusAnswers } from './status-answers.js';

interface KeptAnswer {
  readonly answer: Promise<StatusAnswer>;
  /** Once it is there. */
  present?: StatusAnswer;
  /** Unix milliseconds. */
  holdsUntil: number;
  /** From when on it is compared with what another replica may have prepared meanwhile. */
  lookAt: number;
}

/** An answer is repeated until shortly before its end, so that nobody receives one that is over. */
export const ANSWER_MARGIN_MS = 5 * 60_000;
/** Answers kept in memory; beyond that the oldest goes. A stranger may ask about any number. */
const CAPACITY = 10_000;
/** How long a prepared answer that is newer, because of a revocation, may stay unseen here. */
const LOOK_EVERY_MS = 60_000;
/** Answers composed at the same time. Each costs a signature by the token that signs for signers too, and strangers ask. */
const AT_ONCE = 16;

/** The newest answer about a certificate: from memory, from what was prepared, or composed now. */
export class KeptAnswers {
  private readonly kept = new Map<string, KeptAnswer>();
  private composing = 0;

  constructor(
    private readonly source: StatusSource,
    private readonly prepared: StatusAnswers,
    private readonly clock: Clock,
  ) {}

  /** @throws what the authority refuses with; `service.unavailable` when too many ask for what is not there */
  answer(authority: AuthorityName, serialNumber: string): Promise<StatusAnswer> {
    const place = `${authority}/${serialNumber}`;
    const kept = this.kept.get(place);
    const now = this.clock.now().getTime();
    if (kept && kept.holdsUntil > now && kept.lookAt > now) return kept.answer;
    const held = kept && kept.holdsUntil > now ? kept.present : undefined;
    return this.keep(place, this.find(authority, serialNumber, held));
  }

  private async find(authority: AuthorityName, serialNumber: string, held: StatusAnswer | undefined): Promise<StatusAnswer> {
    // A database that is away costs a signature, not the answer.
    const prepared = await this.prepared.find(authority, serialNumber).catch(() => undefined);
    if (prepared && this.holds(prepared) && (!held || prepared.thisUpdate >= held.thisUpdate)) return prepared;
    return held ?? this.compose(authority, serialNumber);
  }

  private holds({ nextUpdate }: StatusAnswer): boolean {
    return nextUpdate.getTime() - ANSWER_MARGIN_MS > this.clock.now().getTime();
  }

  private async compose(authority: AuthorityName, serialNumber: string): Promise<StatusAnswer> {
    if (this.composing >= AT_ONCE) throw new ServiceError('service.unavailable', 'too many questions at once');
    this.composing += 1;
    try {
      return await this.source.composeAnswer({ authority, serialNumber });
    } finally {
      this.composing -= 1;
    }
  }

  private keep(place: string, answer: Promise<StatusAnswer>): Promise<StatusAnswer> {
    // Until it is there, all who ask wait for this one.
    const entry: KeptAnswer = { answer, holdsUntil: Infinity, lookAt: Infinity };
    this.kept.delete(place);
    this.kept.set(place, entry);
    answer.then(
      (present) => {
        entry.present = present;
        entry.holdsUntil = present.nextUpdate.getTime() - ANSWER_MARGIN_MS;
        entry.lookAt = this.clock.now().getTime() + LOOK_EVERY_MS;
      },
      // A failure is not kept: the next one who asks tries again.
      () => this.kept.get(place) === entry && this.kept.delete(place),
    );
    const oldest = this.kept.keys().next();
    if (this.kept.size > CAPACITY && !oldest.done) this.kept.delete(oldest.value);
    return answer;
  }
}
