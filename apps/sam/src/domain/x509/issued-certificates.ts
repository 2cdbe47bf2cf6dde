import { toBase64 } from '@paraph/kernel';
import type { Transactions } from '../ports/transactions.js';
import { tampered } from '../records/tampered.js';
import type { TrustRecords } from '../records/trust-records.js';
import type { AuthorityName } from './authority.js';
import type { CertificateFacts, CertificateReader } from './certificate-reader.js';
import type { CertificateKind, CertificateRegister } from './certificate-register.js';
import type { CertificateStatus } from './contents.js';
import { isSameRevocation, type Revocations } from './revocations.js';

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

  /** @throws `record.tampered` */
  async ofCredential(credentialId: string, certified: Certified): Promise<IssuedCertificate | undefined> {
    return this.genuine(await this.register.ofCredential(credentialId), certified);
  }

  /** What is to be said of a serial number. @throws `record.tampered` */
  async status(issuer: AuthorityName, serialNumber: string, issuerKey: Uint8Array): Promise<CertificateStatus> {
    const found = await this.register.find(issuer, serialNumber);
    const revocation = await this.revocations.find(issuer, serialNumber);
    // Revoked meanwhile, or the row is gone: what is chained counts, and the rows have to say the same.
    const now = revocation && !found?.revocation ? await this.register.find(issuer, serialNumber) : found;
    if (!isSameRevocation(now?.revocation, revocation)) throw await tampered(this.transactions, 'revocation', serialNumber);
    if (!now) return { kind: 'unknown' };
    const facts = this.reader.read(now.certificate);
    if (facts?.serialNumber !== serialNumber || !this.reader.isSignedBy(now.certificate, issuerKey))
      throw await tampered(this.transactions, 'certificate', serialNumber);
    if (revocation) return { kind: 'revoked', revocation };
    if (now.credentialId !== undefined && !(await this.isGood(now.credentialId, facts))) throw await tampered(this.transactions, 'certificate', serialNumber);
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
