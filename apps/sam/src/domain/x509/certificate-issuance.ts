import { sha256Hex, type Clock } from '@paraph/kernel';
import type { Token } from '../ports/token.js';
import type { Transaction, Transactions } from '../ports/transactions.js';
import type { AuthorityName } from './authority.js';
import type { CertificateIntent, CertificateKind, CertificateRegister } from './certificate-register.js';
import type { FitCertificates } from './lint/fit-certificates.js';
import type { Profile } from './profiles.js';
import { newSerialNumber } from './serial-number.js';
import type { CompositionKey } from './x509-composer.js';

/** Who certifies what, and by which key. */
export interface CertificateOrder {
  readonly kind: CertificateKind;
  readonly issuer: AuthorityName;
  readonly key: CompositionKey;
  readonly credentialId?: string;
  readonly renewalId?: string | undefined;
  readonly profile: (now: Date) => Profile;
  /** Has the issuer stay one that certifies until the transaction ends. @throws `certificate.refused` if it has ended */
  readonly hold?: (transaction: Transaction) => Promise<void>;
}

/** The one way a certificate is made: intent, act, outcome. */
export class CertificateIssuance {
  constructor(
    private readonly fit: FitCertificates,
    private readonly register: CertificateRegister,
    private readonly transactions: Transactions,
    private readonly token: Token,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes a certificate, DER. Answers nothing if another request took its place meanwhile: the one just signed is then dropped,
   * it never leaves this process.
   *
   * @throws `certificate.refused`, `hsm.unavailable`, `hsm.refused`
   */
  async issue({ kind, issuer, key, credentialId, renewalId, profile, hold }: CertificateOrder): Promise<Uint8Array | undefined> {
    // 1. Intent: under which serial number, for whom, by whom.
    const content = { ...profile(this.clock.now()), serialNumber: await newSerialNumber(this.token) };
    const { serialNumber, validFrom, validTo } = content;
    const whose = credentialId === undefined ? {} : { credentialId, renewalId };
    const intent: CertificateIntent = { serialNumber, kind, issuer, validFrom, validTo, ...whose };
    await this.transactions.run((transaction) => this.register.intend(transaction, intent));

    // 2. Act: linted as it will be signed, then signed. If this fails, the serial number is used up and means nothing.
    const certificate = await this.fit.compose({ ...content, credentialId }, key);

    // 3. Outcome.
    return this.transactions.run(async (transaction) => {
      // An authority that ends meanwhile revokes all it certified: nothing may come after that.
      await hold?.(transaction);
      const kept = await this.register.complete(transaction, intent, certificate);
      if (kept) {
        transaction.record({
          type: 'certificate-composed',
          actor: { kind: 'system', id: 'sam' },
          outcome: 'success',
          particulars: { kind, issuer, serialNumber, fingerprint: sha256Hex(certificate), ...(credentialId === undefined ? {} : { credentialId }) },
        });
      }
      return kept ? certificate : undefined;
    });
  }
}
