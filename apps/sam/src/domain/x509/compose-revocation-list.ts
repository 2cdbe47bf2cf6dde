import { PART_BYTES } from '@paraph/contracts';
import { toBase64Url, type Clock } from '@paraph/kernel';
import { createHash } from 'node:crypto';
import type { Transaction, Transactions } from '../ports/transactions.js';
import { tampered } from '../records/tampered.js';
import type { Authorities } from './authorities.js';
import { LAST_UPDATE, type AuthorityName } from './authority.js';
import type { ComposedLists, KeptList } from './composed-lists.js';
import type { Revocations } from './revocations.js';
import type { X509Composer } from './x509-composer.js';

/** A revocation list that was just signed. */
export interface ComposedList extends KeptList {
  readonly crl: Uint8Array;
}

/** Where lists are kept. */
export interface ListLedger {
  readonly lists: ComposedLists;
  readonly transactions: Transactions;
}

const LIFETIME_MS = 24 * 3_600_000;
/** Lists that are kept beside the newest: whoever began to fetch one shall be able to end. */
const EARLIER_LISTS = 2;

/** Composes an authority's revocation list from what the SAM itself revoked. */
export class ComposeRevocationList {
  constructor(
    private readonly authorities: Authorities,
    private readonly revocations: Revocations,
    private readonly composer: X509Composer,
    private readonly ledger: ListLedger,
    private readonly clock: Clock,
  ) {}

  /** A new list; of an authority that has ended always its last one. @throws `hsm.unavailable`, `hsm.refused`, `record.tampered` */
  async run(name: AuthorityName): Promise<ComposedList> {
    const end = await this.authorities.endOf(name);
    if (end?.lastList) return this.last(name, end.lastList);
    const list = await this.compose(name);
    const lastList = await this.ledger.transactions.run(async (transaction) => {
      // A list behind the last one would take its word back: it never leaves.
      const kept = await this.revocations.keptEnd(transaction, name);
      if (!kept?.lastList) await this.keep(transaction, name, list);
      return kept?.lastList;
    });
    return lastList ? this.last(name, lastList) : list;
  }

  /** Takes the next number and signs; `keep` makes it durable. Asks the token, so never inside a transaction. */
  async compose(name: AuthorityName, isLast = false): Promise<ComposedList> {
    const issuer = await this.authorities.find(name);

    // 1. Intent: the number and the entries are taken together, so that a higher number never says less (RFC 5280 section 5.2.3).
    const { number, takenAt: thisUpdate, revocations } = await this.revocations.nextList(name, this.clock);
    const nextUpdate = isLast ? LAST_UPDATE : new Date(thisUpdate.getTime() + LIFETIME_MS);

    // 2. Act. A number whose list was never signed leaves a gap, and gaps mean nothing.
    const content = { issuer, number, thisUpdate, nextUpdate, keepsExpiredSince: issuer.validFrom, revocations };
    const crl = await this.composer.revocationList(content, issuer.key);
    const parts = Math.ceil(crl.length / PART_BYTES);
    return { crl, number, thisUpdate, nextUpdate, entries: revocations.length, digest: digestOf(crl), parts };
  }

  /** 3. Outcome: the list, for whoever fetches its parts, and the event. */
  async keep(transaction: Transaction, name: AuthorityName, { crl, ...list }: ComposedList): Promise<void> {
    const { number, entries, nextUpdate, parts } = list;
    const bytes = Array.from({ length: parts }, (_, part) => crl.subarray(part * PART_BYTES, (part + 1) * PART_BYTES));
    await this.ledger.lists.keep(transaction, name, { ...list, bytes });
    await this.ledger.lists.forgetBefore(transaction, name, number - EARLIER_LISTS);
    transaction.record({
      type: 'crl-composed',
      actor: { kind: 'system', id: 'sam' },
      outcome: 'success',
      particulars: { authority: name, number: String(number), entries: String(entries), nextUpdate: nextUpdate.toISOString() },
    });
  }

  /** One part of a list that is kept; `undefined` where there is none. */
  part(name: AuthorityName, number: number, part: number): Promise<Uint8Array | undefined> {
    return this.ledger.lists.part(name, number, part);
  }

  // Nobody can sign it again: what is stored has to be what the state, under its MAC, says of it.
  private async last(name: AuthorityName, { number, digest }: { readonly number: number; readonly digest: string }): Promise<ComposedList> {
    const { lists, transactions } = this.ledger;
    const kept = await lists.find(name, number);
    const bytes = await Promise.all(Array.from({ length: kept?.parts ?? 0 }, (_, part) => lists.part(name, number, part)));
    const crl = Buffer.concat(bytes.map((part) => part ?? new Uint8Array()));
    if (!kept || digestOf(crl) !== digest) throw await tampered(transactions, 'revocation list', `${name} ${number}`);
    return { ...kept, digest, crl, nextUpdate: LAST_UPDATE };
  }
}

function digestOf(bytes: Uint8Array): string {
  return toBase64Url(new Uint8Array(createHash('sha256').update(bytes).digest()));
}
