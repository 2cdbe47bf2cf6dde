import type { Clock } from '@paraph/kernel';

/** One value that is looked up again after a while, by one look-up for all who ask. What is not there is not remembered. */
export class Remembered<T> {
  private held: T | undefined;
  private freshUntil = -Infinity;
  private loading: Promise<T | undefined> | undefined;

  constructor(
    private readonly load: (held: T | undefined) => Promise<T | undefined>,
    private readonly clock: Clock,
    private readonly forMs: number,
  ) {}

  /** @throws what the look-up throws, if nothing is remembered */
  async value(): Promise<T | undefined> {
    if (this.held !== undefined && this.clock.now().getTime() < this.freshUntil) return this.held;
    this.loading ??= this.look();
    return this.loading;
  }

  /** Has the next one who asks look it up, also while a look-up is under way that may have come too early. */
  lookAgain(): void {
    this.freshUntil = -Infinity;
    this.loading = undefined;
  }

  private look(): Promise<T | undefined> {
    const looking: Promise<T | undefined> = this.load(this.held)
      .catch((error: unknown) => {
        if (this.held === undefined) throw error;
        return this.held;
      })
      .then((found) => {
        if (this.loading !== looking) return found;
        this.held = found ?? this.held;
        this.freshUntil = this.clock.now().getTime() + this.forMs;
        return this.held;
      })
      .finally(() => {
        if (this.loading === looking) this.loading = undefined;
      });
    return looking;
  }
}
