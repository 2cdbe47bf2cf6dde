import type { StoredEntry } from '../src/domain/journal/journal-entry.js';
import { BATCH } from '../src/domain/journal/journal.js';
import { JournalEnd, JournalRows, type StopEntry } from '../src/domain/ports/journal-rows.js';

/** The journal in memory. Tests reach into `table` as a hostile database would. */
export class MemoryJournalRows extends JournalRows {
  readonly table: StoredEntry[] = [];

  /** Its end; transactions in memory run one after the other, so nobody has to wait for a lock. */
  readonly end: JournalEnd = new MemoryJournalEnd(this.table);

  override last(): Promise<StoredEntry | undefined> {
    return Promise.resolve(this.sorted().at(-1));
  }

  override from(sequence: number, limit: number): Promise<readonly StoredEntry[]> {
    return Promise.resolve(
      this.sorted()
        .filter((entry) => entry.sequence >= sequence)
        .slice(0, limit),
    );
  }

  override upTo(sequence: number, limit: number): Promise<readonly StoredEntry[]> {
    const found = this.sorted().filter((entry) => entry.sequence <= sequence);
    return Promise.resolve(found.reverse().slice(0, limit));
  }

  override stops(after: number, upTo: number, limit: number): Promise<readonly StopEntry[]> {
    const found = this.sorted().filter(({ sequence, body }) => sequence > after && sequence <= upTo && body.includes('"stop"'));
    return Promise.resolve(found.slice(0, limit));
  }

  private sorted(): StoredEntry[] {
    return [...this.table].sort((one, other) => one.sequence - other.sequence);
  }
}

class MemoryJournalEnd extends JournalEnd {
  constructor(private readonly table: StoredEntry[]) {
    super();
  }

  override async add(entry: StoredEntry, previousMac: Uint8Array): Promise<readonly StoredEntry[]> {
    const there = await this.from(entry.sequence - 1);
    const isHeadAlone = entry.sequence === 1 ? there.length === 0 : there.length === 1 && Buffer.compare(there[0]?.mac ?? new Uint8Array(), previousMac) === 0;
    if (isHeadAlone) this.table.push(entry);
    return there;
  }

  override from(sequence: number): Promise<readonly StoredEntry[]> {
    const found = this.table.filter((entry) => entry.sequence >= sequence).sort((one, other) => one.sequence - other.sequence);
    return Promise.resolve(found.slice(0, BATCH));
  }
}
