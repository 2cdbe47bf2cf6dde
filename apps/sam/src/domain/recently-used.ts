/** A bounded set: the half filled last, and the half before it, which goes as a whole. What is asked for moves to the younger half. */
export class RecentlyUsed {
  readonly #half: number;
  #young = new Set<string>();
  #old: ReadonlySet<string> = new Set();

  constructor(most: number) {
    this.#half = Math.max(1, Math.floor(most / 2));
  }

  /** Takes an entry in, among the youngest. */
  add(name: string): void {
    this.#young.add(name);
    if (this.#young.size < this.#half) return;
    this.#old = this.#young;
    this.#young = new Set();
  }

  /** Whether it is there still; then it is among the youngest again. */
  has(name: string): boolean {
    if (this.#young.has(name)) return true;
    if (!this.#old.has(name)) return false;
    this.add(name);
    return true;
  }
}
