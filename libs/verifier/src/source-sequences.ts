import { logWords } from './words/log-words.js';
import type { Words } from './words/words.js';

/** Numbers from one to another, both inclusive. */
interface Run {
  first: number;
  last: number;
}

/** Most gaps of a source that are named. */
const MOST_GAPS = 10;

/** Which numbers of each source's sequence were seen. A number may come late, none may come twice; what is kept does not grow with the log. */
export class SourceSequences {
  readonly #runs = new Map<string, Run[]>();
  readonly #setAside = new Map<string, Set<number>>();
  /** Where each source was when a part was passed over. */
  readonly #passed: ReadonlyMap<string, number>[] = [];

  /** Takes a number; whether it was new. */
  add(source: string, sequence: number): boolean {
    const runs = this.#runs.get(source) ?? [];
    this.#runs.set(source, runs);
    // From behind: nearly always it is the next one.
    let at = runs.length - 1;
    while (at >= 0 && (runs[at]?.first ?? 0) > sequence) at -= 1;
    const [before, behind] = [runs[at], runs[at + 1]];
    if (before && sequence <= before.last) return false;
    const joinsBefore = before?.last === sequence - 1;
    const joinsBehind = behind?.first === sequence + 1;
    if (joinsBefore && joinsBehind) runs.splice(at, 2, { first: before.first, last: behind.last });
    else if (joinsBefore) before.last = sequence;
    else if (joinsBehind) behind.first = sequence;
    else runs.splice(at + 1, 0, { first: sequence, last: sequence });
    return true;
  }

  /** A number under which something came that could not become an event: the log says so, and so it is not missing. */
  setAside(source: string, sequence: number): void {
    const numbers = this.#setAside.get(source) ?? new Set();
    this.#setAside.set(source, numbers.add(sequence));
  }

  /** A part is passed over that is elsewhere: of each source, the next numbers that are missing may stand there. */
  passOver(): void {
    this.#passed.push(new Map(this.ends.map(({ source, last }) => [source, last])));
  }

  /** What is missing of each source between its first and its last number, in words. */
  gaps(from: 'its first number' | 'one'): readonly { readonly source: string; readonly words: Words }[] {
    return [...this.#runs].flatMap(([source, runs]) => {
      const start = from === 'one' ? 0 : (runs[0]?.first ?? 1) - 1;
      let [missing, last] = [0, start];
      const named: (readonly [first: number, last: number])[] = [];
      const passed = this.#passed.map((ends) => ends.get(source) ?? 0);
      for (const run of runs) {
        const count = run.first - 1 - last - this.#asideBetween(source, last, run.first);
        // One gap for each part that was passed over: the first behind where the source was then.
        const excuse = count > 0 ? passed.findIndex((end) => end <= last) : -1;
        if (excuse >= 0) passed.splice(excuse, 1);
        else if (count > 0) {
          missing += count;
          if (named.length < MOST_GAPS) named.push([last + 1, run.first - 1]);
        }
        last = run.last;
      }
      return missing > 0 ? [{ source, words: logWords.missing(missing, source, named) }] : [];
    });
  }

  /** The last number of each source. */
  get ends(): readonly { readonly source: string; readonly last: number }[] {
    return [...this.#runs].map(([source, runs]) => ({ source, last: runs.at(-1)?.last ?? 0 }));
  }

  #asideBetween(source: string, after: number, before: number): number {
    return [...(this.#setAside.get(source) ?? [])].filter((one) => one > after && one < before).length;
  }
}
