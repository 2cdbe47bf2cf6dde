import type { RecordKind } from '../src/domain/records/record-kinds.js';
import { ActivationRows, type ActivationRow, type LockedActivation, type SealedTexts, type StoredProgress } from '../src/domain/ports/activation-rows.js';
import { EvidenceLedger } from '../src/domain/ports/evidence-ledger.js';
import { KeyRows, type KeyRow } from '../src/domain/ports/key-rows.js';
import { RecordStore, type SealedRecord } from '../src/domain/ports/record-store.js';
import { SigningJournal, type SigningAttempt, type SigningEnding, type SigningIntent } from '../src/domain/ports/signing-journal.js';
import type { Transaction } from '../src/domain/ports/transactions.js';
import { put } from './memory-transactions.js';

/** Trust records in memory. Tests reach into `table` as a hostile database would. */
export class MemoryRecordStore extends RecordStore {
  readonly table = new Map<string, SealedRecord>();

  override find(kind: RecordKind, id: string): Promise<SealedRecord | undefined> {
    return Promise.resolve(this.table.get(`${kind}/${id}`));
  }

  override hold(_transaction: Transaction, kind: RecordKind, id: string): Promise<number> {
    return Promise.resolve(this.table.get(`${kind}/${id}`)?.version ?? 0);
  }

  override write(transaction: Transaction, record: SealedRecord): Promise<boolean> {
    const key = `${record.kind}/${record.id}`;
    if ((this.table.get(key)?.version ?? 0) !== record.version - 1) return Promise.resolve(false);
    put(transaction, this.table, { key, row: record });
    return Promise.resolve(true);
  }
}

/** Wrapped keys in memory. */
export class MemoryKeyRows extends KeyRows {
  readonly table = new Map<string, KeyRow>();

  override find(keyId: string): Promise<KeyRow | undefined> {
    return Promise.resolve(this.table.get(keyId));
  }

  override authorities(): Promise<readonly KeyRow[]> {
    return Promise.resolve([...this.table.values()].filter(({ purpose }) => purpose !== 'signer'));
  }

  override signers(after: string, limit: number): Promise<readonly string[]> {
    const keyIds = [...this.table.values()].flatMap(({ keyId, purpose }) => (purpose === 'signer' && keyId > after ? keyId : []));
    return Promise.resolve(keyIds.toSorted().slice(0, limit));
  }

  override insert(transaction: Transaction, row: KeyRow): Promise<void> {
    const isTaken = this.table.has(row.keyId) || [...this.table.values()].some(({ purpose }) => purpose !== 'signer' && purpose === row.purpose);
    if (isTaken) return Promise.reject(new Error('duplicate key'));
    put(transaction, this.table, { key: row.keyId, row });
    return Promise.resolve();
  }

  override erase(transaction: Transaction, keyId: string): Promise<boolean> {
    const isThere = this.table.has(keyId);
    put(transaction, this.table, { key: keyId, row: undefined });
    return Promise.resolve(isThere);
  }
}

/** Activations in memory; a lock is the transaction itself, since these run one after the other. */
export class MemoryActivationRows extends ActivationRows {
  readonly table = new Map<string, ActivationRow>();

  override insert(transaction: Transaction, row: ActivationRow): Promise<void> {
    if (this.table.has(row.activationId)) return Promise.reject(new Error('duplicate activation'));
    put(transaction, this.table, { key: row.activationId, row });
    return Promise.resolve();
  }

  override find(activationId: string): Promise<ActivationRow | undefined> {
    return Promise.resolve(this.table.get(activationId));
  }

  override lock(_transaction: Transaction, activationId: string): Promise<LockedActivation | undefined> {
    const row = this.table.get(activationId);
    if (!row) return Promise.resolve(undefined);
    const { completion, extension } = row;
    return Promise.resolve({ ...progressOf(row), ...(completion && { completion }), ...(extension && { extension }) });
  }

  override lockAll(_transaction: Transaction, activationIds: readonly string[]): Promise<ReadonlyMap<string, StoredProgress>> {
    const found = activationIds.flatMap((id) => {
      const row = this.table.get(id);
      return row ? [[id, progressOf(row)] as const] : [];
    });
    return Promise.resolve(new Map(found));
  }

  override async advanceAll(transaction: Transaction, progress: ReadonlyMap<string, StoredProgress>): Promise<void> {
    for (const [activationId, one] of progress) await this.advance(transaction, activationId, one);
  }

  override countOpen({ credentialId, clientId }: { readonly credentialId: string; readonly clientId: string }, now: Date) {
    const open = [...this.table.values()].filter(({ state, expiresAt }) => state === 'draft' && expiresAt > now);
    return Promise.resolve({
      ofCredential: open.filter((row) => row.credentialId === credentialId).length,
      ofClient: open.filter((row) => row.clientId === clientId).length,
    });
  }

  override ofCredential(credentialId: string, limit: number): Promise<readonly string[]> {
    const found = [...this.table.values()].filter((row) => row.credentialId === credentialId).reverse();
    return Promise.resolve(found.slice(0, limit).map(({ activationId }) => activationId));
  }

  override advance(transaction: Transaction, activationId: string, progress: StoredProgress & SealedTexts): Promise<void> {
    const row = this.table.get(activationId);
    if (row) put(transaction, this.table, { key: activationId, row: { ...row, ...progress } });
    return Promise.resolve();
  }
}

function progressOf({ state, occurrences, version, edition, progressMac }: ActivationRow): StoredProgress {
  return { state, occurrences, version, ...(edition !== undefined && { edition }), progressMac };
}

/** The journal in memory. */
export class MemorySigningJournal extends SigningJournal {
  readonly table = new Map<string, SigningAttempt>();
  /** When attempts ended. */
  readonly endings = new Map<string, Date>();

  override read(attemptId: string): Promise<SigningAttempt | undefined> {
    return Promise.resolve(this.table.get(attemptId));
  }

  override find(_transaction: Transaction, attemptIds: readonly string[]): Promise<ReadonlyMap<string, SigningAttempt>> {
    const found = attemptIds.flatMap((id) => {
      const row = this.table.get(id);
      return row ? [[id, row] as const] : [];
    });
    return Promise.resolve(new Map(found));
  }

  override intend(transaction: Transaction, intents: readonly SigningIntent[]): Promise<void> {
    for (const { attemptId, activationId, requestDigest, places, intendedAt } of intents) {
      if (this.table.has(attemptId)) return Promise.reject(new Error('duplicate attempt'));
      put(transaction, this.table, { key: attemptId, row: { attemptId, activationId, requestDigest, places, intendedAt } });
    }
    return Promise.resolve();
  }

  override conclude(transaction: Transaction, endings: readonly SigningEnding[]): Promise<number> {
    const written = endings.filter(({ attemptId, outcome, endedAt }) => {
      const row = this.table.get(attemptId);
      if (!row || row.outcome) return false;
      put(transaction, this.table, { key: attemptId, row: { ...row, outcome } });
      put(transaction, this.endings, { key: attemptId, row: endedAt });
      return true;
    });
    return Promise.resolve(written.length);
  }

  override unfinished(before: Date): Promise<readonly SigningIntent[]> {
    return Promise.resolve([...this.table.values()].filter(({ outcome, intendedAt }) => !outcome && intendedAt < before));
  }
}

/** Evidence under way and used, in memory. */
export class MemoryEvidenceLedger extends EvidenceLedger {
  readonly exchanges = new Map<string, { readonly verifier: string; readonly isReleased: boolean }>();
  readonly used = new Map<string, string>();

  override begin(reference: string, codeVerifier: string): Promise<string> {
    const begun = this.exchanges.get(reference) ?? { verifier: codeVerifier, isReleased: false };
    this.exchanges.set(reference, begun);
    return Promise.resolve(begun.verifier);
  }

  override release(transaction: Transaction, reference: string): Promise<string | undefined> {
    const begun = this.exchanges.get(reference);
    if (!begun || begun.isReleased) return Promise.resolve(undefined);
    put(transaction, this.exchanges, { key: reference, row: { ...begun, isReleased: true } });
    return Promise.resolve(begun.verifier);
  }

  protected override markUsed(transaction: Transaction, evidenceDigest: string, reference: string): Promise<boolean> {
    if (this.used.has(evidenceDigest)) return Promise.resolve(false);
    put(transaction, this.used, { key: evidenceDigest, row: reference });
    return Promise.resolve(true);
  }

  override async spendAll(transaction: Transaction, evidence: readonly (readonly [string, string])[]): Promise<ReadonlySet<string>> {
    const accepted = new Set<string>();
    for (const [digest, reference] of evidence) if (await this.markUsed(transaction, digest, reference)) accepted.add(digest);
    return accepted;
  }
}
