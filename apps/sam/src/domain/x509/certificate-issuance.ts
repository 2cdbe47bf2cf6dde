import { sha256Hex, type Clock } from '@paraph/kernel';
import type { Token } from '../ports/token.js';
import type { Transactions } from '../ports/transactions.js';
import type { AuthorityName } from './authority.js';
import type { CertificateIntent, CertificateKind, CertificateRegister } from './certificate-register.js';
import type { Profile } from './profiles.js';
import { newSerialNumber } from './serial-number.js';
import type { CompositionKey, X509Composer } from './x509-composer.js';

/** Who certifies what, and by which key. */
export interface CertificateOrder {
  readonly kind: CertificateKind;
  readonly issuer: AuthorityName;
  readonly key: CompositionKey;
  readonly credentialId?: string;
  readonly profile: (now: Date) => Profile;
}

/** The one way a certificate is made: intent, act, outcome. */
export class CertificateIssuance {
  constructor(
    private readonly composer: X509Composer,
    private readonly register: CertificateRegister,
    private readonly transactions: Transactions,
    private readonly token: Token,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes a certificate. Answers false if another request took its place meanwhile: the one just signed is then dropped,
   * it never leaves this process.
   *
   * @throws `hsm.unavailable`, `hsm.refused`
   */
  async issue({ kind, issuer, key, credentialId, profile }: CertificateOrder): Promise<boolean> {
    // 1. Intent: under which serial number, for whom, by whom.
    const content = { ...profile(this.clock.now()), serialNumber: await newSerialNumber(this.token) };
    const { serialNumber, validFrom, validTo } = content;
    const intent: CertificateIntent = { serialNumber, kind, issuer, validFrom, validTo, ...(credentialId === undefined ? {} : { credentialId }) };
    await this.transactions.run((transaction) => this.register.intend(transaction, intent));

    // 2. Act. If this fails, the serial number is used up and means nothing.
    const certificate = await this.composer.certificate(content, key);

    // 3. Outcome.
    return this.transactions.run(async (transaction) => {
      const kept = await this.register.complete(transaction, intent, certificate);
      if (kept) {
        transaction.record({
          type: 'certificate-composed',
          actor: { kind: 'system', id: 'sam' },
          outcome: 'success',
          particulars: { kind, issuer, serialNumber, fingerprint: sha256Hex(certificate), ...(credentialId === undefined ? {} : { credentialId }) },
        });
      }
      return kept;
    });
  }
}
