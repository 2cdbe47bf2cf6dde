import { CertificateAuthority, type CertificationOrder, type EnrolmentStep, type Finding, type RevocationStep } from '../src/domain/certificate-authority.js';
import { CertificationRequestReader } from '../src/domain/certification-request-reader.js';

/** Keys of one byte: a request is its key, a certificate is its key behind a 9. */
export class OneByteReader extends CertificationRequestReader {
  override provenKey(csr: Uint8Array): Uint8Array | undefined {
    return csr.length === 1 ? csr : undefined;
  }

  override certifiedKey(certificate: Uint8Array): Uint8Array | undefined {
    return certificate[0] === 9 ? certificate.slice(1) : undefined;
  }
}

/** An authority that does what a test says. */
export class ScriptedAuthority extends CertificateAuthority {
  override readonly driver = 'scripted';
  orders = 0;
  readonly polled: string[] = [];
  readonly issue = ({ csr }: CertificationOrder): Promise<EnrolmentStep> =>
    Promise.resolve({ kind: 'issued', issued: { certificate: Uint8Array.of(9, ...csr), chain: [Uint8Array.of(1)] } });
  next: (order: CertificationOrder, within: AbortSignal) => Promise<EnrolmentStep> = this.issue;

  override enrol(order: CertificationOrder, within: AbortSignal): Promise<EnrolmentStep> {
    this.orders += 1;
    return this.next(order, within);
  }

  override poll(order: CertificationOrder, reference: string, within: AbortSignal): Promise<EnrolmentStep> {
    this.polled.push(reference);
    return this.next(order, within);
  }

  override revoke(): Promise<RevocationStep> {
    return Promise.resolve({ kind: 'revoked' });
  }

  override check(): Promise<readonly Finding[]> {
    return Promise.resolve([{ what: 'answers', isWell: true }]);
  }
}
