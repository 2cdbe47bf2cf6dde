import { describeCredentialFully, ServiceError } from '@paraph/contracts';
import type { Bus } from '@paraph/platform';
import { CredentialCertificates } from '../domain/proofs/compose-evidence.js';

/** Certificates as key-lifecycle has them. */
export class BusCredentialCertificates extends CredentialCertificates {
  constructor(private readonly bus: Pick<Bus, 'call'>) {
    super();
  }

  override async of(credentialId: string): Promise<readonly string[]> {
    try {
      return (await this.bus.call(describeCredentialFully, { credentialId })).certificates;
    } catch (error) {
      // It is forgotten there, and what the log says of it stays.
      if (error instanceof ServiceError && error.code === 'credential.unknown') return [];
      throw error;
    }
  }
}
