import { ServiceError } from '@paraph/contracts';
import type { Transactions } from '../ports/transactions.js';
import type { TrustRecords } from '../records/trust-records.js';
import type { CertificateRegister } from '../x509/certificate-register.js';
import type { CredentialEnds } from './destroy-credential.js';
import { endWithoutSigner } from './end-without-signer.js';

/** Certificates that are looked at in one go. */
const PAGE = 100;
/** How often an end is tried again when something else was written first. */
const TRIES = 5;

/**
 * Destroys the keys of all whom an authority certified, after its end has revoked their certificates (CRT-02, CRT-07): a revocation
 * reaches the key. The register only says where to look; whose key ends stands in the records.
 */
export class EndCertifiedKeys {
  constructor(
    private readonly register: CertificateRegister,
    readonly records: TrustRecords,
    readonly ends: CredentialEnds,
    readonly transactions: Transactions,
  ) {}

  /**
   * Repeating it changes nothing. Answers how many keys it ended.
   *
   * @param endedAt what had expired by then is left alone
   * @throws `hsm.unavailable`; a record that is not what was written is left out, with an event
   */
  async run(endedAt: Date, stopped: () => boolean = () => false): Promise<number> {
    let count = 0;
    for (let after: string | undefined = ''; after !== undefined && !stopped();) {
      const page = await this.register.page('issuing', { after, limit: PAGE, validAt: endedAt });
      for (const { credentialId, kind } of page) if (kind === 'signer' && credentialId !== undefined && (await this.end(credentialId))) count += 1;
      after = page.at(-1)?.serialNumber;
    }
    return count;
  }

  private async end(credentialId: string): Promise<boolean> {
    for (let attempt = 1; ; attempt += 1)
      try {
        const binding = await this.records.find('binding', credentialId);
        if (!binding || binding.body.state === 'revoked' || binding.body.state === 'destroyed') return false;
        await endWithoutSigner(this, binding, { state: 'revoked', cause: 'authority-ended' });
        return true;
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        if (error.code === 'record.tampered') return false;
        if (error.code !== 'request.duplicate' || attempt === TRIES) throw error;
      }
  }
}
