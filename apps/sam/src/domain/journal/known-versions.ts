import { ShortHash } from './short-hash.js';

/** Something that never expires. */
export const FOR_EVER = Number.POSITIVE_INFINITY;

const MINUTE_MS = 60_000;
const NEVER = 0xffff_ffff;
const SMALLEST = 1_024;
/** Beyond this share of taken places a table is made anew: larger if need be, without what has expired. */
const FULLEST = 0.6;

/** Four numbers a place: two of the name, the version, and until when it counts (0: the place is free). */
const WIDTH = 4;

/**
 * The newest version of each row, by its name. Signing goes on for hours and makes millions of them, so they are numbers in
 * one array: 16 bytes a place, where a map of texts takes ten times that. A name is 64 bits of a hash with a secret of
 * this process, so that nobody can choose two rows that share a place.
 */
export class KnownVersions {
  private readonly hash = new ShortHash();
  private table = new Uint32Array(SMALLEST * WIDTH);
  private taken = 0;

  /** How many rows are known, expired ones that were not cleared away yet among them. */
  get size(): number {
    return this.taken;
  }

  /** The newest version of a row; 0 if none is known. */
  newest(name: string): number {
    this.hash.of(name);
    return this.table[placeOf(this.table, this.hash.high, this.hash.low) + 2] ?? 0;
  }

  /** Takes note of a version, if it is newer. `until` and `now` are Unix milliseconds. */
  note(name: string, version: number, { until, now }: { readonly until: number; readonly now: number }): void {
    if ((this.taken + 1) * WIDTH > this.table.length * FULLEST) this.rebuild(now);
    this.hash.of(name);
    const { high, low } = this.hash;
    const place = placeOf(this.table, high, low);
    if (this.table[place + 3] === 0) this.taken += 1;
    const minute = until === FOR_EVER ? NEVER : Math.ceil(until / MINUTE_MS);
    this.table[place] = high;
    this.table[place + 1] = low;
    this.table[place + 2] = Math.max(this.table[place + 2] ?? 0, version);
    this.table[place + 3] = Math.max(this.table[place + 3] ?? 0, minute);
  }

  clear(): void {
    this.table = new Uint32Array(SMALLEST * WIDTH);
    this.taken = 0;
  }

  private rebuild(now: number): void {
    const minute = Math.floor(now / MINUTE_MS);
    const old = this.table;
    let live = 0;
    for (let place = 0; place < old.length; place += WIDTH) if ((old[place + 3] ?? 0) >= minute && old[place + 3] !== 0) live += 1;
    let places = SMALLEST;
    while (places * FULLEST < live * 2) places *= 2;
    const table = new Uint32Array(places * WIDTH);
    for (let from = 0; from < old.length; from += WIDTH) {
      const until = old[from + 3] ?? 0;
      if (until === 0 || until < minute) continue;
      const to = placeOf(table, old[from] ?? 0, old[from + 1] ?? 0);
      for (let member = 0; member < WIDTH; member += 1) table[to + member] = old[from + member] ?? 0;
    }
    this.table = table;
    this.taken = live;
  }
}

/** Where a row stands, or the free place where it would. */
function placeOf(table: Uint32Array, high: number, low: number): number {
  const mask = table.length / WIDTH - 1;
  let place = low & mask;
  while (table[place * WIDTH + 3] !== 0 && (table[place * WIDTH] !== high || table[place * WIDTH + 1] !== low)) place = (place + 1) & mask;
  return place * WIDTH;
}
