import { describeCertificate, describeCredentialFully, ServiceError } from '@paraph/contracts';
import type { Bus } from '@paraph/platform';
import { CredentialCertificates, fingerprintOf } from '../domain/proofs/compose-evidence.js';

/** The certificate that a credential has now, as key-lifecycle knows it; an earlier one as ca-connector does, which forgets none. */
export class BusCredentialCertificates extends CredentialCertificates {
  constructor(private readonly bus: Pick<Bus, 'call'>) {
    super();
  }

  override async of(credentialId: string, fingerprint: string): Promise<readonly string[]> {
    const present = await this.present(credentialId);
    return fingerprintOf(present) === fingerprint ? present : (await this.bus.call(describeCertificate, { fingerprint })).certificates;
  }

  private async present(credentialId: string): Promise<readonly string[]> {
    try {
      return (await this.bus.call(describeCredentialFully, { credentialId })).certificates;
    } catch (error) {
      // It is forgotten there, and what the log says of it stays.
      if (error instanceof ServiceError && error.code === 'credential.unknown') return [];
      throw error;
    }
  }
}
