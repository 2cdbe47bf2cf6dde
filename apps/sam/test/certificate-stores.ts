import type { Clock } from '@paraph/kernel';
import { PostgresAuthorityStates } from '../src/adapters/postgres/postgres-authority-states.js';
import { PostgresCertificateRegister } from '../src/adapters/postgres/postgres-certificate-register.js';
import { PostgresComposedLists } from '../src/adapters/postgres/postgres-composed-lists.js';
import { PostgresEnrolmentRows } from '../src/adapters/postgres/postgres-enrolment-rows.js';
import type { AuthorityStateRows } from '../src/domain/authority-state/authority-state-rows.js';
import { EnrolmentRows, type EnrolmentRow } from '../src/domain/enrolment/enrolment-rows.js';
import type { EnrolmentState } from '../src/domain/enrolment/enrolment.js';
import type { Transaction } from '../src/domain/ports/transactions.js';
import type { AuthorityName } from '../src/domain/x509/authority.js';
import {
  CertificateRegister,
  type CertificateIntent,
  type CertificateKind,
  type CertificatePage,
  type OrdinalRevocation,
  type RegisteredCertificate,
} from '../src/domain/x509/certificate-register.js';
import type { ComposedLists } from '../src/domain/x509/composed-lists.js';
import { MemoryAuthorityStates } from './authority-states.js';
import { MemoryComposedLists } from './memory-composed-lists.js';
import { memoryMeansStores, postgresMeansStores, type MeansStores } from './means-stores.js';
import { put } from './memory-transactions.js';
import type { SamDatabase } from './postgres-stores.js';
import { memoryStores, type Stores } from './stores.js';

/** What the SAM stores, with enrolments, certificates and means. */
export interface CertificateStores extends Stores, MeansStores {
  readonly enrolments: EnrolmentRows;
  readonly certificates: CertificateRegister;
  readonly states: AuthorityStateRows;
  readonly lists: ComposedLists;
}

/** Enrolments in memory, open to a test that plays a hostile database. */
export class MemoryEnrolmentRows extends EnrolmentRows {
  readonly table = new Map<string, EnrolmentRow>();

  override async insert(transaction: Transaction, row: EnrolmentRow): Promise<boolean> {
    if (this.table.has(row.enrolmentId) || (!row.isRenewal && (await this.ofCredential(row.credentialId)))) return false;
    put(transaction, this.table, { key: row.enrolmentId, row });
    return true;
  }

  override find(enrolmentId: string): Promise<EnrolmentRow | undefined> {
    return Promise.resolve(this.table.get(enrolmentId));
  }

  override ofCredential(credentialId: string): Promise<EnrolmentRow | undefined> {
    return Promise.resolve([...this.table.values()].find((row) => row.credentialId === credentialId && !row.isRenewal));
  }

  override ofKey(keyId: string): Promise<EnrolmentRow | undefined> {
    return Promise.resolve([...this.table.values()].find(({ draft, isRenewal }) => draft.includes(`"keyId":"${keyId}"`) && !isRenewal));
  }

  override advance(
    transaction: Transaction,
    enrolmentId: string,
    { from, to, stateMac }: { from: EnrolmentState; to: EnrolmentState; stateMac: Uint8Array },
  ): Promise<boolean> {
    const row = this.table.get(enrolmentId);
    if (row?.state !== from) return Promise.resolve(false);
    put(transaction, this.table, { key: enrolmentId, row: { ...row, state: to, stateMac } });
    return Promise.resolve(true);
  }
}

interface Issued {
  readonly intent: CertificateIntent;
  readonly certificate: Uint8Array;
}

/** The register in memory. */
export class MemoryCertificateRegister extends CertificateRegister {
  readonly intents = new Map<string, CertificateIntent>();
  readonly issued = new Map<string, Issued>();
  readonly revocations = new Map<string, OrdinalRevocation & { readonly issuer: AuthorityName }>();
  readonly numbers = new Map<string, number>();

  override intend(transaction: Transaction, intent: CertificateIntent): Promise<void> {
    if (this.intents.has(intent.serialNumber)) return Promise.reject(new Error('duplicate serial number'));
    put(transaction, this.intents, { key: intent.serialNumber, row: intent });
    return Promise.resolve();
  }

  override complete(transaction: Transaction, intent: CertificateIntent, certificate: Uint8Array): Promise<boolean> {
    const { serialNumber, kind, credentialId, renewalId } = intent;
    const isTaken = this.all().some(
      (one) =>
        one.kind === kind && (kind === 'signer' ? one.credentialId === credentialId && one.renewalId === renewalId : kind === 'root' || kind === 'issuing'),
    );
    if (isTaken) return Promise.resolve(false);
    put(transaction, this.issued, { key: serialNumber, row: { intent, certificate } });
    return Promise.resolve(true);
  }

  override ofAuthority(kind: Exclude<CertificateKind, 'signer'>, issuer: AuthorityName): Promise<Uint8Array | undefined> {
    const [newest] = this.all()
      .filter((one) => one.kind === kind && one.issuer === issuer)
      .sort((one, other) => other.validTo.getTime() - one.validTo.getTime());
    return Promise.resolve(newest && this.issued.get(newest.serialNumber)?.certificate);
  }

  override ofCredential(credentialId: string, renewalId?: string): Promise<Uint8Array | undefined> {
    const found = [...this.issued.values()].find(({ intent }) => intent.credentialId === credentialId && intent.renewalId === renewalId);
    return Promise.resolve(found?.certificate);
  }

  override find(issuer: AuthorityName, serialNumber: string): Promise<RegisteredCertificate | undefined> {
    const found = this.issued.get(serialNumber);
    return Promise.resolve(found?.intent.issuer === issuer ? this.registered(found) : undefined);
  }

  override page(issuer: AuthorityName, { limit, ...page }: CertificatePage): Promise<readonly (RegisteredCertificate & { serialNumber: string })[]> {
    return Promise.resolve(
      this.pageOf(issuer, page)
        .slice(0, limit)
        .map((one) => ({ serialNumber: one.intent.serialNumber, ...this.registered(one) })),
    );
  }

  override unrevoked(_transaction: Transaction, issuer: AuthorityName, { limit, ...page }: CertificatePage): Promise<readonly string[]> {
    const found = this.pageOf(issuer, page).filter(
      ({ intent: { kind, serialNumber } }) => (kind === 'signer' || kind === 'timestamp') && !this.revocations.has(serialNumber),
    );
    return Promise.resolve(found.slice(0, limit).map(({ intent }) => intent.serialNumber));
  }

  override issuedFor(_transaction: Transaction, credentialId: string): Promise<readonly { serialNumber: string; certificate: Uint8Array }[]> {
    const found = [...this.issued].filter(([, { intent }]) => intent.credentialId === credentialId);
    return Promise.resolve(found.map(([serialNumber, { certificate }]) => ({ serialNumber, certificate })));
  }

  override addRevocation(transaction: Transaction, issuer: AuthorityName, revocation: OrdinalRevocation): Promise<boolean> {
    const { serialNumber, ordinal } = revocation;
    const isTaken = [...this.revocations.values()].some((one) => one.serialNumber === serialNumber || (one.issuer === issuer && one.ordinal === ordinal));
    if (!isTaken) put(transaction, this.revocations, { key: serialNumber, row: { ...revocation, issuer } });
    return Promise.resolve(!isTaken);
  }

  override addRevocations(transaction: Transaction, issuer: AuthorityName, revocations: readonly OrdinalRevocation[]): Promise<boolean> {
    const places = new Set([...this.revocations.values()].filter((one) => one.issuer === issuer).map(({ ordinal }) => ordinal));
    const isTaken = revocations.some(({ serialNumber, ordinal }) => this.revocations.has(serialNumber) || places.has(ordinal));
    if (!isTaken) for (const revocation of revocations) put(transaction, this.revocations, { key: revocation.serialNumber, row: { ...revocation, issuer } });
    return Promise.resolve(!isTaken);
  }

  override revocationsAfter(issuer: AuthorityName, ordinal: number, { limit }: { readonly limit?: number } = {}): Promise<readonly OrdinalRevocation[]> {
    const found = [...this.revocations.values()].filter((one) => one.issuer === issuer && one.ordinal > ordinal);
    const ordered = found.sort((one, other) => one.ordinal - other.ordinal).map(({ issuer: _issuer, ...revocation }) => revocation);
    return Promise.resolve(ordered.slice(0, limit));
  }

  override nextListNumber(transaction: Transaction, issuer: AuthorityName): Promise<number> {
    const number = (this.numbers.get(issuer) ?? 0) + 1;
    put(transaction, this.numbers, { key: issuer, row: number });
    return Promise.resolve(number);
  }

  private pageOf(issuer: AuthorityName, { after, validAt }: Omit<CertificatePage, 'limit'>): Issued[] {
    const found = [...this.issued.values()].filter(
      ({ intent }) => intent.issuer === issuer && intent.serialNumber > after && (validAt === undefined || intent.validTo >= validAt),
    );
    return found.sort((one, other) => (one.intent.serialNumber < other.intent.serialNumber ? -1 : 1));
  }

  private registered({ intent: { kind, serialNumber, credentialId }, certificate }: Issued): RegisteredCertificate {
    const row = this.revocations.get(serialNumber);
    const revocation = row && { serialNumber, revokedAt: row.revokedAt, reason: row.reason };
    return { kind, certificate, ...(credentialId && { credentialId }), ...(revocation && { revocation }) };
  }

  private all(): CertificateIntent[] {
    return [...this.issued.values()].map(({ intent }) => intent);
  }
}

/** Stores in memory. */
export function memoryCertificateStores() {
  return {
    ...memoryStores(),
    ...memoryMeansStores(),
    enrolments: new MemoryEnrolmentRows(),
    certificates: new MemoryCertificateRegister(),
    states: new MemoryAuthorityStates(),
    lists: new MemoryComposedLists(),
  } satisfies CertificateStores;
}

/** Stores over empty tables of a real server. */
export async function postgresCertificateStores(database: SamDatabase, clock: Clock): Promise<CertificateStores> {
  await database.owner.query(
    `TRUNCATE enrolment, certificate_intent, issued_certificate, certificate_revocation, authority_state, composed_list, composed_list_part; UPDATE revocation_list SET last_number = 0`,
  );
  const { source } = database;
  return {
    ...(await database.stores(clock)),
    ...(await postgresMeansStores(database)),
    enrolments: new PostgresEnrolmentRows(source),
    certificates: new PostgresCertificateRegister(source),
    states: new PostgresAuthorityStates(source),
    lists: new PostgresComposedLists(source),
  };
}
