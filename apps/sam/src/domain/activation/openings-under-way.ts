/** Says of each name how many others had entered before, and enters. */
export type Enter = () => readonly number[];

/**
 * Openings that this process has begun and not ended, by what they are for. A limit on open drafts has to count them: a
 * thousand requests at once would all find the same few rows, and become rows only afterwards.
 */
export class OpeningsUnderWay {
  private readonly counts = new Map<string, number>();

  /** Runs an opening. It counts from when it enters, which is once it is known to be no stranger's, until it ends. */
  async among<T>(names: readonly string[], open: (enter: Enter) => Promise<T>): Promise<T> {
    let entered: readonly string[] = [];
    const enter = (): readonly number[] => {
      const others = names.map((name) => this.counts.get(name) ?? 0);
      entered = names;
      for (const name of names) this.add(name, 1);
      return others;
    };
    try {
      return await open(enter);
    } finally {
      for (const name of entered) this.add(name, -1);
    }
  }

  private add(name: string, difference: 1 | -1): void {
    const count = (this.counts.get(name) ?? 0) + difference;
    if (count === 0) this.counts.delete(name);
    else this.counts.set(name, count);
  }
}
