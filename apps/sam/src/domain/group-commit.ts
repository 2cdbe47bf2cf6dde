import { ServiceError } from '@paraph/contracts';

/** How requests share their commits. */
export interface GroupLimits {
  /** How many at most share one commit. */
  readonly largest: number;
  /** How many commits may be under way at a time. While they are, the next group gathers. */
  readonly atOnce: number;
  /** How many may wait at most. Further ones are refused at once. */
  readonly waiting: number;
  /** How long one may wait until its commit begins, in milliseconds. */
  readonly patienceMs: number;
  /** The pauses after which what must not be lost is tried again while the store is away, in milliseconds. */
  readonly pausesMs: readonly number[];
}

/** Does the work of several requests in one commit. Each has an answer of its own; a throw means that nothing of it was done. */
export type CommitGroup<Item, Answer> = (items: readonly Item[]) => Promise<readonly PromiseSettledResult<Answer>[]>;

interface Waiting<Item, Answer> {
  readonly item: Item;
  readonly isUrgent: boolean;
  /** How often it met an absent store. */
  tries: number;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
  timer?: NodeJS.Timeout;
}

/**
 * Has concurrent requests share commits: while one commit is under way, the next group gathers. A group that fails is cut in
 * halves until the one is found that cannot be done, so that nobody suffers from another's request for long.
 */
export class GroupCommit<Item, Answer> {
  private urgent: Waiting<Item, Answer>[] = [];
  private ordinary: Waiting<Item, Answer>[] = [];
  private underWay = 0;
  private isWoken = false;

  constructor(
    private readonly commit: CommitGroup<Item, Answer>,
    private readonly limits: GroupLimits,
  ) {}

  /**
   * Has something done that may be refused.
   *
   * @throws `service.unavailable` if too many wait, if it waited too long (nothing was done then), or if the store went away
   */
  ask(item: Item): Promise<Answer> {
    if (this.ordinary.length >= this.limits.waiting) return Promise.reject(busy('too many requests wait for their commit'));
    return new Promise((resolve, reject) => {
      const one: Waiting<Item, Answer> = { item, isUrgent: false, tries: 0, resolve, reject };
      one.timer = setTimeout(() => this.giveUp(one), this.limits.patienceMs).unref();
      this.ordinary.push(one);
      this.wake();
    });
  }

  /** Has something done that must not be lost: it goes first, and is tried again for a while if the store is away. */
  insist(item: Item): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.urgent.push({ item, isUrgent: true, tries: 0, resolve, reject });
      this.wake();
    });
  }

  private giveUp(one: Waiting<Item, Answer>): void {
    const place = this.ordinary.indexOf(one);
    // What is not in the row any more has its commit under way.
    if (place < 0) return;
    this.ordinary.splice(place, 1);
    one.reject(busy('the request waited too long for its commit'));
  }

  // What arrives in the same turn of the loop goes into one group.
  private wake(): void {
    if (this.isWoken || this.underWay >= this.limits.atOnce) return;
    this.isWoken = true;
    setImmediate(() => {
      this.isWoken = false;
      this.begin();
    });
  }

  private begin(): void {
    while (this.underWay < this.limits.atOnce) {
      const group = this.next();
      if (group.length === 0) return;
      this.underWay += 1;
      void this.carry(group).finally(() => {
        this.underWay -= 1;
        this.wake();
      });
    }
  }

  private next(): readonly Waiting<Item, Answer>[] {
    const first = this.urgent.splice(0, this.limits.largest);
    const rest = this.ordinary.splice(0, this.limits.largest - first.length);
    for (const { timer } of rest) clearTimeout(timer);
    return [...first, ...rest];
  }

  /** Never rejects. */
  private async carry(group: readonly Waiting<Item, Answer>[]): Promise<void> {
    try {
      const answers = await this.commit(group.map(({ item }) => item));
      for (const [place, one] of group.entries()) settle(one, answers[place]);
    } catch (error) {
      if (isAway(error)) return group.forEach((one) => this.comeBack(one, error));
      const [only] = group;
      if (group.length === 1) return only?.reject(error);
      const middle = group.length >> 1;
      await this.carry(group.slice(0, middle));
      await this.carry(group.slice(middle));
    }
  }

  // Whether a commit went through that nobody answered is not known: what is tried again must be the same the second time.
  private comeBack(one: Waiting<Item, Answer>, error: unknown): void {
    const pause = one.isUrgent ? this.limits.pausesMs[one.tries] : undefined;
    if (pause === undefined) return one.reject(error);
    one.tries += 1;
    setTimeout(() => {
      this.urgent.push(one);
      this.wake();
    }, pause);
  }
}

function settle<Answer>(one: Waiting<unknown, Answer>, answer: PromiseSettledResult<Answer> | undefined): void {
  if (answer?.status === 'fulfilled') one.resolve(answer.value);
  else one.reject(answer?.reason ?? new Error('a commit left a request without an answer'));
}

/** Whether the store itself is what failed, and may be back soon: then no part of the group can be done now. */
function isAway(error: unknown): boolean {
  return error instanceof ServiceError && error.retryAfter !== undefined;
}

function busy(detail: string): ServiceError {
  return new ServiceError('service.unavailable', detail, { retryAfter: 1 });
}
