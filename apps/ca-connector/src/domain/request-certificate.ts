import { ServiceError } from '@paraph/contracts';
import { sha256Hex } from '@paraph/kernel';
import type { CertificateAuthority, CertificationOrder, IssuedCertificate } from './certificate-authority.js';
import type { CertificationRequestReader } from './certification-request-reader.js';
import type { CaEvent, RequestLedger } from './request-ledger.js';

/** Has a certificate issued for a key, once for each request. */
export class RequestCertificate {
  constructor(
    private readonly authority: CertificateAuthority,
    private readonly ledger: RequestLedger,
    private readonly reader: CertificationRequestReader,
  ) {}

  /**
   * The same request id answers the same certificate.
   *
   * @throws `certificate.refused`, `request.duplicate`, and what the authority refuses with
   */
  async run(order: CertificationOrder): Promise<IssuedCertificate> {
    // 1. Whoever asks holds the key (RFC 2986 section 3).
    const key = this.reader.provenKey(order.csr);
    if (!key) throw new ServiceError('certificate.refused', 'the request is not signed by the key it names');

    // 2. Intent. A repeat of an answered request ends here.
    const standing = await this.ledger.begin(order, this.event('certificate-requested', order));
    if (standing.kind === 'taken') throw new ServiceError('request.duplicate', 'this request id was used for another request');
    if (standing.kind === 'answered') return standing.issued;

    // 3. Act, and 4. outcome. A failure leaves the request open: it may come again.
    try {
      const issued = await this.authority.enrol(order);
      const certified = this.reader.certifiedKey(issued.certificate);
      if (!certified || Buffer.compare(certified, key) !== 0)
        throw new ServiceError('certificate.refused', 'the authority answered a certificate for another key');
      return await this.ledger.complete(order.requestId, issued, this.event('certificate-issued', order, { fingerprint: sha256Hex(issued.certificate) }));
    } catch (error) {
      const cause = error instanceof ServiceError ? error.code : 'internal';
      await this.ledger.record({ ...this.event('certificate-failed', order), outcome: 'failure', cause });
      throw error;
    }
  }

  private event(type: CaEvent['type'], { requestId, credentialId }: CertificationOrder, more: Readonly<Record<string, string>> = {}): CaEvent {
    const particulars = { requestId, credentialId, driver: this.authority.driver, ...more };
    return { type, actor: { kind: 'system', id: 'key-lifecycle' }, outcome: 'success', particulars };
  }
}
