import type { Transaction } from '../src/domain/ports/transactions.js';
import type { AuthorityName } from '../src/domain/x509/authority.js';
import { ComposedLists, type KeptList } from '../src/domain/x509/composed-lists.js';
import { put } from './memory-transactions.js';

interface Kept {
  readonly issuer: AuthorityName;
  readonly list: KeptList;
  readonly bytes: readonly Uint8Array[];
}

/** Signed revocation lists in memory, open to a test that plays a hostile database. */
export class MemoryComposedLists extends ComposedLists {
  readonly table = new Map<string, Kept>();

  override keep(transaction: Transaction, issuer: AuthorityName, { bytes, ...list }: KeptList & { readonly bytes: readonly Uint8Array[] }): Promise<void> {
    const key = nameOf(issuer, list.number);
    if (this.table.has(key)) return Promise.reject(new Error('this list is kept already'));
    put(transaction, this.table, { key, row: { issuer, list, bytes: bytes.map((part) => Uint8Array.from(part)) } });
    return Promise.resolve();
  }

  override forgetBefore(transaction: Transaction, issuer: AuthorityName, number: number): Promise<void> {
    for (const [key, kept] of [...this.table]) if (kept.issuer === issuer && kept.list.number < number) put(transaction, this.table, { key, row: undefined });
    return Promise.resolve();
  }

  override find(issuer: AuthorityName, number: number): Promise<KeptList | undefined> {
    return Promise.resolve(this.table.get(nameOf(issuer, number))?.list);
  }

  override part(issuer: AuthorityName, number: number, part: number): Promise<Uint8Array | undefined> {
    return Promise.resolve(this.table.get(nameOf(issuer, number))?.bytes[part]);
  }
}

function nameOf(issuer: AuthorityName, number: number): string {
  return `${issuer} ${number}`;
}
