import type { Clock } from '@paraph/kernel';
import type { Metrics } from '@paraph/platform';

/** How long and how much is remembered. */
export interface BriefMemoryLimits<Value> {
  /** Milliseconds from the moment of the question, not of the answer. */
  readonly forMs: number;
  /** Most answers kept; beyond it the oldest goes. */
  readonly most: number;
  /** When an answer stops being true by itself, Unix milliseconds; 0 for one that is not to be kept at all. */
  readonly endOf?: (value: Value) => number;
}

interface Remembered<Value> {
  until: number;
  readonly answer: Promise<Value>;
  /** Absent while the question is under way. */
  value?: Value;
}

/** Where a memory counts how often it helped. */
export class MemoryFigures {
  readonly #lookups: ReturnType<Metrics['counter']>;

  constructor(metrics: Pick<Metrics, 'counter'>) {
    this.#lookups = metrics.counter({
      name: 'gateway_memory_lookups_total',
      help: 'Questions, by whether the answer was remembered',
      labels: ['memory', 'found'],
    });
  }

  count(memory: string, found: 'hit' | 'miss'): void {
    this.#lookups.inc({ memory, found });
  }
}

/**
 * Answers of a neighbour, for a moment. Requests that ask the same at once share one question. An answer counts from when it was
 * asked for, since what it says may have been so only then; a failure is never kept.
 */
export class BriefMemory<Value> {
  readonly #kept = new Map<string, Remembered<Value>>();

  constructor(
    private readonly name: string,
    private readonly limits: BriefMemoryLimits<Value>,
    private readonly clock: Clock,
    private readonly figures: Pick<MemoryFigures, 'count'>,
  ) {}

  /** The answer, remembered or asked for. */
  ask(key: string, question: () => Promise<Value>): Promise<Value> {
    const at = this.clock.now().getTime();
    const kept = this.#kept.get(key);
    // A clock that went back must not make anything last.
    if (kept !== undefined && at < kept.until && at >= kept.until - this.limits.forMs) {
      this.figures.count(this.name, 'hit');
      return kept.answer;
    }
    this.figures.count(this.name, 'miss');
    return this.remember(key, question(), at);
  }

  /** What is meant is asked for anew from now on, and so is all that is being asked at this moment: it may have been answered before what changed. */
  forget(isMeant: (value: Value) => boolean): void {
    for (const [key, { value }] of this.#kept) if (value === undefined || isMeant(value)) this.#kept.delete(key);
  }

  /** How much is kept. */
  get size(): number {
    return this.#kept.size;
  }

  private remember(key: string, answer: Promise<Value>, at: number): Promise<Value> {
    const kept: Remembered<Value> = { until: at + this.limits.forMs, answer };
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    if (this.#kept.size > this.limits.most) this.forgetOldest();
    const drop = (): void => {
      if (this.#kept.get(key) === kept) this.#kept.delete(key);
    };
    answer.then((value) => {
      kept.value = value;
      const end = this.limits.endOf?.(value) ?? Infinity;
      kept.until = Math.min(kept.until, end);
      if (end === 0) drop();
    }, drop);
    return answer;
  }

  private forgetOldest(): void {
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined) this.#kept.delete(oldest);
  }
}
