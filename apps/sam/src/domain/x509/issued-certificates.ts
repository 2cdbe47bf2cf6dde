import type { Transactions } from '../ports/transactions.js';
import { tampered } from '../records/tampered.js';
import type { AuthorityName } from './authority.js';
import type { CertificateFacts, CertificateReader } from './certificate-reader.js';
import type { CertificateRegister } from './certificate-register.js';
import type { CertificateStatus } from './contents.js';

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
 * Reads the register. Its rows carry no MAC: what makes a certificate ours is the signature by our own key, and that is
 * checked each time. A row that somebody added to the revocations only stops a certificate.
 */
export class IssuedCertificates {
  constructor(
    private readonly register: CertificateRegister,
    private readonly reader: CertificateReader,
    private readonly transactions: Transactions,
  ) {}

  /** @throws `record.tampered` */
  async ofAuthority(kind: 'root' | 'issuing' | 'ocsp', issuer: AuthorityName, certified: Certified): Promise<IssuedCertificate | undefined> {
    return this.genuine(await this.register.ofAuthority(kind, issuer), certified);
  }

  /** @throws `record.tampered` */
  async ofCredential(credentialId: string, certified: Certified): Promise<IssuedCertificate | undefined> {
    return this.genuine(await this.register.ofCredential(credentialId), certified);
  }

  /** What is to be said of a serial number. @throws `record.tampered` */
  async status(issuer: AuthorityName, serialNumber: string, issuerKey: Uint8Array): Promise<CertificateStatus> {
    const found = await this.register.find(issuer, serialNumber);
    if (!found) return { kind: 'unknown' };
    const facts = this.reader.read(found.certificate);
    if (facts?.serialNumber !== serialNumber || !this.reader.isSignedBy(found.certificate, issuerKey))
      throw await tampered(this.transactions, 'certificate', serialNumber);
    return found.revocation ? { kind: 'revoked', revocation: found.revocation } : { kind: 'good' };
  }

  private async genuine(der: Uint8Array | undefined, { publicKey, issuerKey }: Certified): Promise<IssuedCertificate | undefined> {
    if (!der) return undefined;
    const facts = this.reader.read(der);
    const isOurs = facts && Buffer.compare(facts.publicKey, publicKey) === 0 && this.reader.isSignedBy(der, issuerKey);
    if (!isOurs) throw await tampered(this.transactions, 'certificate', facts?.serialNumber ?? 'unreadable');
    return { der, facts };
  }
}
