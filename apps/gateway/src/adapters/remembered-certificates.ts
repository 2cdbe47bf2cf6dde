import { Certificates, type CertificateFacts } from '../domain/certificates.js';

/** Most certificates remembered; each takes some kilobytes. */
const MOST = 2_000;

/** What certificates say, each read once while it is used: a certificate never says anything else, and reading one costs more than all the rest of a request. */
export class RememberedCertificates extends Certificates {
  readonly #known = new Map<string, CertificateFacts>();

  constructor(private readonly certificates: Certificates) {
    super();
  }

  override read(certificate: string): CertificateFacts {
    const known = this.#known.get(certificate) ?? this.certificates.read(certificate);
    // Taken out and put in again, so that the map's order is that of last use.
    this.#known.delete(certificate);
    this.#known.set(certificate, known);
    if (this.#known.size > MOST) this.forgetOldest();
    return known;
  }

  private forgetOldest(): void {
    const [oldest] = this.#known.keys();
    if (oldest !== undefined) this.#known.delete(oldest);
  }
}
