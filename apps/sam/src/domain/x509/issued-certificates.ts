import { ServiceError } from '@paraph/contracts';
import { toBase64 } from '@paraph/kernel';
import type { AuthorityEndState } from '../authority-state/state-bodies.js';
import type { Transaction, Transactions } from '../ports/transactions.js';
import { tampered } from '../records/tampered.js';
import type { TrustRecords } from '../records/trust-records.js';
import type { AuthorityName } from './authority.js';
import type { CertificateFacts, CertificateReader } from './certificate-reader.js';
import type { CertificateKind, CertificatePage, CertificateRegister, RegisteredCertificate } from './certificate-register.js';
import type { CertificateStatus, Revocation } from './contents.js';
import { isSameRevocation } from './followed-revocations.js';
import type { Revocations } from './revocations.js';

/** A certificate the SAM composed, its signature checked. */
export interface IssuedCertificate {
  readonly der: Uint8Array;
  readonly facts: CertificateFacts;
}

interface Certified {
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  readonly issuerKey: Uint8Array;
}

/** Which certificate of a credential: its first, or that of a renewal. */
interface CertifiedCredential extends Certified {
  readonly credentialId: string;
  readonly renewalId?: string | undefined;
}

/** A serial number and what is to be said of it. */
export interface KnownStatus {
  readonly serialNumber: string;
  readonly status: CertificateStatus;
}

interface Known {
  readonly serialNumber: string;
  readonly revocation: Revocation | undefined;
  readonly issuerKey: Uint8Array;
  readonly end: AuthorityEndState | undefined;
}

/**
 * Reads the register. Its certificates carry no MAC: what makes one ours is the signature by our own key, and that is
 * checked each time. What was revoked is chained under a MAC.
 */
export class IssuedCertificates {
  constructor(
    private readonly register: CertificateRegister,
    private readonly reader: CertificateReader,
    private readonly revocations: Revocations,
    private readonly records: TrustRecords,
    private readonly transactions: Transactions,
  ) {}

  /** @throws `record.tampered` */
  async ofAuthority(kind: Exclude<CertificateKind, 'signer'>, issuer: AuthorityName, certified: Certified): Promise<IssuedCertificate | undefined> {
    return this.genuine(await this.register.ofAuthority(kind, issuer), certified);
  }

  /** The certificate of an authority by its issuer's signature alone, where its own key is not known any more. @throws `record.tampered` */
  async certifiedBy(kind: Exclude<CertificateKind, 'signer'>, issuer: AuthorityName, issuerKey: Uint8Array): Promise<IssuedCertificate | undefined> {
    const der = await this.register.ofAuthority(kind, issuer);
    const publicKey = der && this.reader.read(der)?.publicKey;
    return this.genuine(der, { publicKey: publicKey ?? new Uint8Array(), issuerKey });
  }

  /** @throws `record.tampered` */
  async ofCredential({ credentialId, renewalId, ...certified }: CertifiedCredential): Promise<IssuedCertificate | undefined> {
    return this.genuine(await this.register.ofCredential(credentialId, renewalId), certified);
  }

  /** A certificate that this process has signed and kept. */
  justMade(der: Uint8Array): IssuedCertificate {
    const facts = this.reader.read(der);
    if (!facts) throw new Error('a certificate of our own cannot be read');
    return { der, facts };
  }

  /** What is to be said of a serial number. @throws `record.tampered` */
  async status(issuer: AuthorityName, serialNumber: string, issuerKey: Uint8Array): Promise<CertificateStatus> {
    const found = await this.register.find(issuer, serialNumber);
    const revocation = await this.revocations.find(issuer, serialNumber);
    // Revoked meanwhile, or the row is gone: what is chained counts, and the rows have to say the same.
    const now = revocation && !found?.revocation ? await this.register.find(issuer, serialNumber) : found;
    return this.judge(now, { serialNumber, revocation, issuerKey, end: await this.revocations.endOf(issuer) });
  }

  /**
   * What is to be said of the next certificates of an authority. One whose row is not what was written is left out, with an event: whoever
   * asks for it is refused, and the others do not suffer.
   */
  async statuses(
    issuer: AuthorityName,
    page: CertificatePage,
    issuerKey: Uint8Array,
  ): Promise<{ readonly found: readonly KnownStatus[]; readonly last: string | undefined; readonly more: boolean }> {
    const rows = await this.register.page(issuer, page);
    const [revoked, end] = [await this.revocations.all(issuer), await this.revocations.endOf(issuer)];
    const found: KnownStatus[] = [];
    for (const row of rows) {
      const { serialNumber } = row;
      const revocation = revoked.find(serialNumber);
      try {
        const isOverlooked = revocation && !row.revocation;
        const status = isOverlooked ? await this.status(issuer, serialNumber, issuerKey) : await this.judge(row, { serialNumber, revocation, issuerKey, end });
        found.push({ serialNumber, status });
      } catch (error) {
        if (!(error instanceof ServiceError) || error.code !== 'record.tampered') throw error;
      }
    }
    return { found, last: rows.at(-1)?.serialNumber, more: rows.length === page.limit };
  }

  /** How an authority ended; `undefined` as long as it certifies. @throws `record.tampered` */
  endOf(issuer: AuthorityName): Promise<AuthorityEndState | undefined> {
    return this.revocations.endOf(issuer);
  }

  /** Has an authority stay one that certifies until the transaction ends. @throws `certificate.refused` if it has ended */
  hold(transaction: Transaction, issuer: AuthorityName): Promise<void> {
    return this.revocations.hold(transaction, issuer);
  }

  private async judge(row: RegisteredCertificate | undefined, { serialNumber, revocation, issuerKey, end }: Known): Promise<CertificateStatus> {
    if (!isSameRevocation(row?.revocation, revocation)) throw await tampered(this.transactions, 'revocation', serialNumber);
    if (!row) return { kind: 'unknown' };
    const facts = this.reader.read(row.certificate);
    if (facts?.serialNumber !== serialNumber || !this.reader.isSignedBy(row.certificate, issuerKey))
      throw await tampered(this.transactions, 'certificate', serialNumber);
    if (revocation) return { kind: 'revoked', revocation };
    // Of an authority that has ended nothing is good that had not expired by then: this row was hidden at that moment.
    if (end && row.kind !== 'ocsp' && facts.validTo >= new Date(end.endedAt))
      return { kind: 'revoked', revocation: { serialNumber, revokedAt: new Date(end.endedAt), reason: 'cessationOfOperation' } };
    // Of one that had expired it is all the same what became of its key later.
    if (!end && row.credentialId !== undefined && !(await this.isGood(row.credentialId, facts)))
      throw await tampered(this.transactions, 'certificate', serialNumber);
    return { kind: 'good' };
  }

  /** A certificate that was hidden while it was revoked is in no chain; the record of its key knows. */
  private async isGood(credentialId: string, { publicKey }: CertificateFacts): Promise<boolean> {
    const record = (await this.records.find('binding', credentialId))?.body;
    return record?.publicKey === toBase64(publicKey) && record.state !== 'revoked' && record.state !== 'destroyed';
  }

  private async genuine(der: Uint8Array | undefined, { publicKey, issuerKey }: Certified): Promise<IssuedCertificate | undefined> {
    if (!der) return undefined;
    const facts = this.reader.read(der);
    const isOurs = facts && Buffer.compare(facts.publicKey, publicKey) === 0 && this.reader.isSignedBy(der, issuerKey);
    if (!isOurs) throw await tampered(this.transactions, 'certificate', facts?.serialNumber ?? 'unreadable');
    return { der, facts };
  }
}
