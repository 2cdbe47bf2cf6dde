import type { Frontier } from '@paraph/merkle';
import type { Findings } from './findings.js';
import type { Leaf, LogWalk } from './log-walk.js';
import { logWords } from './words/log-words.js';
import { places } from './words/places.js';
import { asIs } from './words/words.js';

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

  /** Whether a statement about the whole log is not about all of it. */
  get havePassed(): boolean {
    return this.#passed.length > 0;
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
    if (!frontier) return this.findings.doubt(logWords.notProvenBefore, places.position(at));
    await walk.goOnFrom(frontier);
    walk.sequences.passOver();
    this.#passed.push(...passed);
    for (const { month, from, to } of passed) this.findings.leaveOpen(logWords.monthNotRead(month), places.positions(from, to - 1));
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
      if (told === 'month-retired') this.findings.prove(logWords.toldPutAway, asIs(month));
      else if (told === undefined && this.#passed.some((other) => other.from >= to)) this.findings.leaveOpen(logWords.toldElsewhere, asIs(month));
      else this.findings.doubt(logWords.notToldPutAway, asIs(month));
    }
  }
}
