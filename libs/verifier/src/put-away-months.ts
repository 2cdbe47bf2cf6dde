import type { Frontier } from '@paraph/merkle';
import type { Findings } from './findings.js';
import type { Leaf, LogWalk } from './log-walk.js';

/** A month whose texts are in the archive only: the service answers none of its events. */
export interface PutAwayMonth {
  readonly month: string;
  /** Position of its first event. */
  readonly from: number;
  /** The first position behind it. */
  readonly to: number;
}

/**
 * Passes over months that are said to be put away, and says that nothing of them was read. That one was put away is the service's word: the log has to
 * have said so itself, or every event that is gone could be called archived.
 */
export class PutAwayMonths {
  readonly #passed: PutAwayMonth[] = [];
  /** What the log said of a month last. */
  readonly #told = new Map<string, 'month-retired' | 'month-restored'>();

  constructor(
    private readonly months: readonly PutAwayMonth[],
    private readonly findings: Findings,
  ) {}

  /** What a statement about the whole log is not about, in words. */
  get outside(): string {
    return this.#passed.length === 0 ? '' : ', but for months that are in the archive only';
  }

  /** Has the walk go on behind the months that stand between it and the next event. */
  async passOver(walk: LogWalk, next: number, frontierBefore: ((position: number) => Promise<Frontier | undefined>) | undefined): Promise<void> {
    let at = walk.size;
    const passed: PutAwayMonth[] = [];
    for (const one of this.months) {
      if (one.from !== at || one.to > next || one.to <= one.from) continue;
      passed.push(one);
      at = one.to;
    }
    if (passed.length === 0) return;
    const frontier = await frontierBefore?.(at);
    // What comes now is then told to stand in a wrong place.
    if (!frontier)
      return this.findings.doubt(
        'what stands before it, in months that are in the archive only, is not proven by the service: verify again in a minute',
        `position ${at}`,
      );
    await walk.goOnFrom(frontier);
    walk.sequences.passOver();
    this.#passed.push(...passed);
    for (const { month, from, to } of passed)
      this.findings.leaveOpen(
        `${month} is in the archive only, and nothing of it was read here: verify it with paraph-verify on the archive`,
        `positions ${from} to ${to - 1}`,
      );
  }

  /** An event that was read. */
  hear(leaf: Leaf | undefined): void {
    if (leaf?.source !== 'audit' || (leaf.type !== 'month-retired' && leaf.type !== 'month-restored')) return;
    const { month } = leaf.particulars;
    if (typeof month === 'string') this.#told.set(month, leaf.type);
  }

  /** Holds what was passed over against what the log says of it. */
  end(): void {
    for (const { month, to } of this.#passed) {
      const told = this.#told.get(month);
      if (told === 'month-retired') this.findings.prove('The log says that this month was put away into the archive', month);
      else if (told === undefined && this.#passed.some((other) => other.from >= to))
        this.findings.leaveOpen('That it was put away would stand in a later month that is in the archive only as well', month);
      else this.findings.doubt('the service says that this month is in the archive only, and the log does not say that it was put there', month);
    }
  }
}
