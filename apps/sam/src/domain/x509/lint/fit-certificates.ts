import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { Transactions } from '../../ports/transactions.js';
import { Reason } from '../../refusals.js';
import type { Profile } from '../profiles.js';
import type { CompositionKey, X509Composer } from '../x509-composer.js';
import type { CertificateFieldReader } from './certificate-fields.js';
import { flawsText, lintCertificate } from './lint-certificate.js';

/** A certificate about to be signed, and whose it is. */
export interface NumberedProfile extends Profile {
  readonly serialNumber: string;
  readonly credentialId?: string | undefined;
}

/**
 * Has certificates signed that keep to every rule, and no others. What is linted is the DER that the token then signs,
 * read back as a stranger would read it: a fault in what composed it shows like a fault in what was asked for.
 */
export class FitCertificates {
  constructor(
    private readonly composer: X509Composer,
    private readonly reader: CertificateFieldReader,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** @throws `certificate.refused`, `hsm.unavailable`, `hsm.refused` */
  compose(content: NumberedProfile, key: CompositionKey): Promise<Uint8Array> {
    return this.composer.certificate(content, key, (draft) => this.require(draft, content));
  }

  private async require(draft: Uint8Array, { profile: name, issuer, issuerValidTo, serialNumber, credentialId }: NumberedProfile): Promise<void> {
    const fields = this.reader.read(draft);
    const held = { name, origin: 'embedded' as const, now: this.clock.now(), issuer: { ...this.reader.issuer(issuer), validTo: issuerValidTo } };
    const broken = fields && lintCertificate({ fields, ...held, qcStatements: [] });
    if (broken?.length === 0) return;
    const flaws = broken ? flawsText(broken) : 'it is no certificate that can be read';
    await this.transactions.record({
      type: 'certificate-unfit',
      actor: { kind: 'system', id: 'sam' },
      outcome: 'failure',
      cause: 'certificate.refused',
      particulars: { profile: name, serialNumber, flaws: flaws.slice(0, 2_000), ...(credentialId === undefined ? {} : { credentialId }) },
    });
    throw new ServiceError('certificate.refused', 'the certificate would break the rules of its profile', { cause: new Reason(flaws) });
  }
}
