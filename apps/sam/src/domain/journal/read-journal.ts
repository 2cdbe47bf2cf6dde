import type { Clock } from '@paraph/kernel';
import type { JournalRows } from '../ports/journal-rows.js';
import type { RowStopped } from './journal-change.js';
import { headInWords, isSameHead, type EntryBody, type Head, type StoredEntry } from './journal-entry.js';
import { JournalMemory, REMEMBERED_MS } from './journal-memory.js';
import { NO_STOPS, stopsAfter, type Footing, type JournalSeal } from './journal-seal.js';
import { bodyOf } from './journal.js';

const AT_ONCE = 1_000;

/** What is wrong with a journal as the database shows it. */
export class BrokenJournal extends Error {
  override readonly name = 'BrokenJournal';

  constructor(
    readonly kind: 'lost' | 'forged',
    message: string,
  ) {
    super(message);
  }
}

/** A journal that was read and verified. */
export interface JournalReading {
  readonly memory: JournalMemory;
  /** Whether the replicas that wrote it last ended in order. */
  readonly isClosedInOrder: boolean;
}

/**
 * Reads the journal after a start: from its end backwards as far as it takes to know every activation that can still be used,
 * every state, and each head that somebody remembers; and of what is before, the stops, all of them. Every MAC and every
 * link of what is read is verified; the stops are, by the running digest that the last entry commits to.
 */
export class ReadJournal {
  constructor(
    private readonly rows: JournalRows,
    private readonly seal: JournalSeal,
    private readonly clock: Clock,
  ) {}

  /** @throws BrokenJournal when the chain is not whole, or does not pass through one of the heads */
  async run(heads: readonly Head[]): Promise<JournalReading> {
    const last = await this.rows.last();
    if (!last) {
      const [lost] = heads;
      if (lost) throw new BrokenJournal('lost', `the database has no journal, and ${headInWords(lost)} is known`);
      return { memory: new JournalMemory(this.seal.beginning), isClosedInOrder: true };
    }
    const memory = new JournalMemory(footingOf(last));
    await this.readBack(last, memory, heads);
    await this.readStops(last, memory);
    return { memory, isClosedInOrder: bodyOf(last).mark?.kind === 'closed' };
  }

  /**
   * Where a journal that is to be reopened goes on: after whatever the database has, with the digest of the stops that are
   * there. Nothing of it is believed; people decided that it has to do.
   */
  async asFound(): Promise<JournalMemory> {
    const last = await this.rows.last();
    if (!last) return new JournalMemory(this.seal.beginning);
    const { digest, stops } = await this.collectStops(last.sequence);
    const memory = new JournalMemory({ ...footingOf(last), stops: digest });
    for (const stop of stops) memory.note(stop, this.clock.now().getTime());
    return memory;
  }

  private async readBack(last: StoredEntry, memory: JournalMemory, heads: readonly Head[]): Promise<void> {
    const unseen = new Set(heads);
    const oldest = this.clock.now().getTime() - REMEMBERED_MS;
    let [hasCarried, isOld] = [false, false];
    for await (const entry of this.verifiedBack(last)) {
      const body = bodyOf(entry);
      const isRecent = body.at >= oldest;
      // What was open in an epoch before is burned, whatever its rows say.
      const changes = body.changes.filter(({ kind }) =>
        kind === 'activation' ? isRecent && entry.epoch === last.epoch : isRecent || (kind !== 'counter' && kind !== 'evidence'),
      );
      memory.learn({ ...body, changes });

      for (const head of unseen) if (isSeenAt(entry, body, head)) unseen.delete(head);
      hasCarried ||= body.carried !== undefined;
      isOld ||= !isRecent;
      if (hasCarried && isOld && unseen.size === 0) return;
      // What lies before a reopening was decided upon by people; nothing of it is taken as a chain.
      if (body.mark?.kind === 'reopened') break;
    }
    const [lost] = unseen;
    if (lost) throw new BrokenJournal('lost', `the journal does not pass through ${headInWords(lost)}, which is known`);
  }

  /** Entries from the last one backwards, each verified with the one before it. */
  private async *verifiedBack(last: StoredEntry): AsyncGenerator<StoredEntry> {
    let later: StoredEntry | undefined;
    for (let upTo = last.sequence; upTo > 0;) {
      const batch = await this.rows.upTo(upTo, AT_ONCE);
      if (batch.length === 0) break;
      for (const entry of batch) {
        if (later) yield this.verified(later, entry);
        else if (!isSameHead(entry, last)) throw new BrokenJournal('forged', 'the last entry is not there');
        later = entry;
      }
      upTo = (later?.sequence ?? 0) - 1;
    }
    if (later) yield this.verified(later, this.seal.beginning);
  }

  private verified(entry: StoredEntry, before: Head): StoredEntry {
    const isNext = entry.sequence === before.sequence + 1 && entry.epoch >= before.epoch;
    if (!isNext || !this.seal.follows(before.mac, entry))
      throw new BrokenJournal('forged', `the entry ${headInWords(entry)} does not follow the one before it`);
    return entry;
  }

  private async readStops(last: StoredEntry, memory: JournalMemory): Promise<void> {
    const { digest, stops } = await this.collectStops(last.sequence);
    if (Buffer.compare(digest, last.stops) !== 0) throw new BrokenJournal('forged', 'the stops are not those that were entered');
    for (const stop of stops) memory.note(stop, this.clock.now().getTime());
  }

  private async collectStops(upTo: number): Promise<{ readonly digest: Uint8Array; readonly stops: readonly RowStopped[] }> {
    let digest: Uint8Array = NO_STOPS;
    const stops: RowStopped[] = [];
    for (let after = 0; ;) {
      const batch = await this.rows.stops(after, upTo, AT_ONCE);
      for (const { sequence, body: text } of batch) {
        const body = readable(text);
        digest = stopsAfter(digest, sequence, body);
        stops.push(...body.changes.filter((change): change is RowStopped => change.kind === 'stop'));
      }
      if (batch.length < AT_ONCE) return { digest, stops };
      after = batch.at(-1)?.sequence ?? upTo;
    }
  }
}

/** Whether the chain is proven to pass through a head here: it is this entry, or people went on without it. */
function isSeenAt(entry: StoredEntry, { mark }: EntryBody, head: Head): boolean {
  return isSameHead(entry, head) || (mark?.kind === 'reopened' && mark.epoch > head.epoch);
}

function footingOf({ epoch, sequence, mac, stops }: StoredEntry): Footing {
  return { epoch, sequence, mac, stops };
}

/** A body that was not verified yet: the digest of all of them will be. */
function readable(text: string): EntryBody {
  try {
    const { at, changes } = JSON.parse(text) as EntryBody;
    return { at: Number(at), changes: Array.isArray(changes) ? changes : [] };
  } catch {
    throw new BrokenJournal('forged', 'an entry with stops cannot be read');
  }
}
