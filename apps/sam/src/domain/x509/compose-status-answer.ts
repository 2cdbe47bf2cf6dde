import type { Clock } from '@paraph/kernel';
import type { Authorities } from './authorities.js';
import type { AuthorityName } from './authority.js';
import type { IssuedCertificates } from './issued-certificates.js';
import type { X509Composer } from './x509-composer.js';

/** How long an answer may be repeated to others: as long may a revocation stay unseen. */
const LIFETIME_MS = 3_600_000;

/** Composes the OCSP answer about one certificate from what the SAM itself issued and revoked. */
export class ComposeStatusAnswer {
  constructor(
    private readonly authorities: Authorities,
    private readonly issued: IssuedCertificates,
    private readonly composer: X509Composer,
    private readonly clock: Clock,
  ) {}

  /** @throws `hsm.unavailable`, `hsm.refused`, `record.tampered` */
  async run(name: AuthorityName, serialNumber: string): Promise<{ readonly response: Uint8Array; readonly nextUpdate: Date }> {
    const issuer = await this.authorities.find(name);
    const { certificate: responder, key } = await this.authorities.responder(name);
    const status = await this.issued.status(name, serialNumber, issuer.publicKey);
    const thisUpdate = this.clock.now();
    const nextUpdate = new Date(thisUpdate.getTime() + LIFETIME_MS);
    const response = await this.composer.statusAnswer({ issuer, serialNumber, status, thisUpdate, nextUpdate, responder }, key);
    return { response, nextUpdate };
  }
}
