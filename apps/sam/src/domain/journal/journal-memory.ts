import { ServiceError } from '@paraph/contracts';
import type { JournalChange, JournaledRow, Reliance, RowStopped, StateMoved } from './journal-change.js';
import type { EntryBody, StoredEntry } from './journal-entry.js';
import type { Footing } from './journal-seal.js';
import { FOR_EVER, KnownVersions } from './known-versions.js';

/**
 * How long the newest version of an activation is remembered: the longest session there may be after authentication (two
 * hours), the time a draft waits before it, and half an hour for clocks that differ. After that its SAD is over anyway.
 */
export const REMEMBERED_MS = 3 * 3_600_000;

/** Stops a replica can tell by name, newest last: what a reopened journal is told again. */
const STOPS_BY_NAME = 10_000;

/** Rows that are older than the journal knows, found before anything of the transaction became durable. */
export class OutdatedRows extends ServiceError {
  constructor(readonly rows: readonly JournaledRow[]) {
    super('record.tampered', `a ${rows[0]?.kind ?? 'stored'} record is older than the journal knows`);
  }
}

/** What a replica knows of the journal: where it stands, and the newest version of everything that counts. */
export class JournalMemory {
  /** Activations, counters and used evidence, for some hours. */
  private readonly moved = new KnownVersions();
  /** Stops and states, for ever. */
  private readonly lasting = new KnownVersions();
  private readonly states = new Map<string, StateMoved>();
  private readonly stops: RowStopped[] = [];
  // The first entry of a replica carries: nobody knows how long ago one did.
  private sinceCarried = Number.POSITIVE_INFINITY;

  constructor(private footing: Footing) {}

  get head(): Footing {
    return this.footing;
  }

  /** Entries since the last one that carried. */
  get uncarried(): number {
    return this.sinceCarried;
  }

  /** How many rows are remembered. */
  get size(): number {
    return this.moved.size + this.lasting.size;
  }

  /** The newest states, to be carried. */
  get carriedStates(): readonly StateMoved[] {
    return [...this.states.values()];
  }

  /** The stops that can be told by name, and are newer than what another memory knows. */
  stopsBeyond(other: JournalMemory): readonly RowStopped[] {
    const newest = new Map(this.stops.map((stop) => [`${stop.of}/${stop.id}`, stop]));
    return [...newest.values()].filter(({ of, id, version }) => version > other.newest({ kind: of, id }));
  }

  /** Keeps what was known before and is to last, whatever the database has forgotten. */
  keep(before: JournalMemory, now: number): void {
    for (const change of [...before.stops, ...before.states.values()]) this.note(change, now);
  }

  newest({ kind, id }: JournaledRow): number {
    const name = `${kind}/${id}`;
    if (kind === 'activation') return this.moved.newest(name);
    return Math.max(this.moved.newest(name), this.lasting.newest(name));
  }

  /** Which rows the transaction decided by, or is about to write, are older than what is known. */
  outdated(changes: readonly JournalChange[], reliances: readonly Reliance[]): readonly JournaledRow[] {
    const old = reliances.flatMap((on) => (on.kind !== 'epoch' && on.version < this.newest(on) ? [on] : []));
    const rows = changes.flatMap((change) => {
      const row = change.kind === 'stop' ? { kind: change.of, id: change.id } : change;
      // Whoever writes what is there already has read what was there before.
      return change.version <= this.newest(row) ? [row] : [];
    });
    return [...old, ...rows];
  }

  /** Goes on to an entry that was verified. */
  follow(entry: StoredEntry, body: EntryBody): void {
    const isRaised = entry.epoch > this.footing.epoch;
    this.footing = { epoch: entry.epoch, sequence: entry.sequence, mac: entry.mac, stops: entry.stops };
    // What was open before a new epoch is burned, whatever its rows say.
    if (isRaised) this.moved.clear();
    this.sinceCarried = body.carried ? 0 : this.sinceCarried + 1;
    this.learn(body);
  }

  /** Takes note of what an entry says, wherever it stands. */
  learn({ at, changes, carried = [] }: EntryBody): void {
    for (const change of [...changes, ...carried]) this.note(change, at);
  }

  /** Takes note of a stop that no entry says: of one that was made while the journal was closed. */
  note(change: JournalChange, at: number): void {
    switch (change.kind) {
      case 'stop':
        this.lasting.note(`${change.of}/${change.id}`, change.version, { until: FOR_EVER, now: at });
        this.stops.push(change);
        if (this.stops.length > STOPS_BY_NAME) this.stops.splice(0, STOPS_BY_NAME / 10);
        return;
      case 'activation':
      case 'counter':
      case 'evidence':
        return this.moved.note(`${change.kind}/${change.id}`, change.version, { until: at + REMEMBERED_MS, now: at });
      default:
        this.lasting.note(`${change.kind}/${change.id}`, change.version, { until: FOR_EVER, now: at });
        if (change.version > (this.states.get(`${change.kind}/${change.id}`)?.version ?? 0)) this.states.set(`${change.kind}/${change.id}`, change);
    }
  }
}
