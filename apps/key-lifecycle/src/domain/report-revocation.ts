import { ServiceError } from '@paraph/contracts';
import { sha256Hex } from '@paraph/kernel';
import type { Credential, CredentialState } from './credential.js';
import type { CredentialStore } from './credential-store.js';
import type { SuspendCredential } from './suspend-credential.js';

/** What an authority's list or answer says of a certificate. */
export interface ReportedRevocation {
  /** SHA-256 of the certificate, hexadecimal. */
  readonly fingerprint: string;
  /** ISO 8601. */
  readonly revokedAt: string;
}

/**
 * Suspends a credential whose certificate its authority lists as revoked (CRT-02). A report is somebody's word, so it stops and does nothing
 * else: only the authority's signature, which the SAM sees, ends the key.
 */
export class ReportRevocation {
  constructor(
    private readonly store: CredentialStore,
    private readonly suspension: SuspendCredential,
  ) {}

  /** Repeating it changes nothing. @throws ServiceError `credential.unknown`, `credential.state` for one that is not bound yet, `credential.certificate_mismatch`, … */
  async run(credentialId: string, { fingerprint, revokedAt }: ReportedRevocation): Promise<CredentialState> {
    const found = await this.store.find(credentialId);
    if (found === undefined) throw new ServiceError('credential.unknown', 'no credential has this identifier');
    // Its key is gone, or about to go: there is nothing to stop.
    if (hasEnded(found)) return found.state;
    if (found.state === 'requested' || found.state === 'keyed' || found.state === 'certified')
      throw new ServiceError('credential.state', `a credential that is ${found.state} is bound to no certificate yet`);
    if (sha256Hex(Buffer.from(found.certificates?.[0] ?? '', 'base64')) !== fingerprint)
      throw new ServiceError('credential.certificate_mismatch', 'the credential has another certificate');
    return this.suspension.run(credentialId, { requestedBy: 'authority', reason: `its authority lists the certificate as revoked since ${revokedAt}` });
  }
}

function hasEnded({ state }: Credential): boolean {
  return state === 'revoked' || state === 'destroying' || state === 'destroyed';
}
