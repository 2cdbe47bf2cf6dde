import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import type { Token } from '../ports/token.js';
import type { Transaction, Transactions } from '../ports/transactions.js';
import { macInput } from '../records/mac-input.js';
import type { AuthorityStateRows, StatePlace, StoredState } from './authority-state-rows.js';
import type { AuthorityStateKind, StateBodies } from './state-bodies.js';
import { TamperedState } from './tampered-state.js';

/** A state whose row is locked: what it says, and what it shall say from now on. */
export interface HeldState<Kind extends AuthorityStateKind> {
  readonly body: StateBodies[Kind] | undefined;
  replace(next: StateBodies[Kind]): Promise<void>;
}

/**
 * What the authority keys last signed, from a database that is not believed. A MAC tells a row that was written by
 * somebody else; a version that is older than one this replica has seen tells a row that was put back. Nobody may wait for the token while he holds a lock, so the key of the MAC is the token's MAC over
 * a fixed text, asked for once at the start. The journal tells every replica, and one that starts, which version is the newest.
 */
export class AuthorityStates {
  /** The newest version this replica has seen in each place. */
  private readonly newest = new Map<string, number>();

  private constructor(
    private readonly rows: AuthorityStateRows,
    private readonly transactions: Transactions,
    private readonly key: KeyObject,
  ) {}

  /** @throws `hsm.unavailable` */
  static async open(rows: AuthorityStateRows, token: Token, transactions: Transactions): Promise<AuthorityStates> {
    return new AuthorityStates(rows, transactions, createSecretKey(await token.mac('log', macInput('authority-state-key', 1))));
  }

  /** What the state says, for whoever changes nothing. @throws `record.tampered` */
  async find<Kind extends AuthorityStateKind>(kind: Kind, id: string): Promise<StateBodies[Kind] | undefined> {
    const place = { kind, id };
    // Before the database is asked: what is read afterwards cannot be older.
    const least = Math.max(this.least(place), this.transactions.newest(place));
    return open<Kind>(this.genuine(place, least, await this.rows.find(place)));
  }

  /** Locks the state until the transaction ends. @throws `record.tampered` */
  async lock<Kind extends AuthorityStateKind>(transaction: Transaction, kind: Kind, id: string): Promise<HeldState<Kind>> {
    const place = { kind, id };
    const least = this.least(place);
    const stored = this.genuine(place, Math.max(least, this.transactions.newest(place)), await this.rows.lock(transaction, place));
    return {
      body: open<Kind>(stored),
      replace: async (next) => {
        const version = (stored?.version ?? 0) + 1;
        transaction.enter({ ...place, version });
        await this.rows.write(transaction, place, this.seal(place, version, JSON.stringify(next)));
        transaction.whenCommitted(() => this.remember(place, version));
      },
    };
  }

  /** What the state says, and goes on saying until the transaction ends. @throws `record.tampered` */
  async share<Kind extends AuthorityStateKind>(transaction: Transaction, kind: Kind, id: string): Promise<StateBodies[Kind] | undefined> {
    const place = { kind, id };
    const least = Math.max(this.least(place), this.transactions.newest(place));
    return open<Kind>(this.genuine(place, least, await this.rows.share(transaction, place)));
  }

  private genuine(place: StatePlace, least: number, stored: StoredState | undefined): StoredState | undefined {
    if (stored && !sameBytes(stored.mac, this.seal(place, stored.version, stored.body).mac)) throw new TamperedState(place, 'it does not carry its MAC');
    const version = stored?.version ?? 0;
    if (version < least) throw new TamperedState(place, `its version is ${version}, and was ${least} before`);
    this.remember(place, version);
    return stored;
  }

  private seal({ kind, id }: StatePlace, version: number, body: string): StoredState {
    const mac = createHmac('sha256', this.key)
      .update(macInput('authority-state', kind, id, version, body))
      .digest();
    return { version, body, mac: new Uint8Array(mac) };
  }

  private least(place: StatePlace): number {
    return this.newest.get(nameOf(place)) ?? 0;
  }

  private remember(place: StatePlace, version: number): void {
    if (version > this.least(place)) this.newest.set(nameOf(place), version);
  }
}

function nameOf({ kind, id }: StatePlace): string {
  return `${kind}/${id}`;
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

function open<Kind extends AuthorityStateKind>(stored: StoredState | undefined): StateBodies[Kind] | undefined {
  // The MAC proves that this very code wrote the text from a value of this type.
  return stored && (JSON.parse(stored.body) as StateBodies[Kind]);
}
