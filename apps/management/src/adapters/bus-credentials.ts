import { createCredential, refreshCredential, suspendCredential } from '@paraph/contracts';
import type { Bus } from '@paraph/platform';
import { Credentials, type CredentialRequest, type CredentialState, type OpenEnrolment } from '../domain/credentials.js';

/** Credentials made by key-lifecycle. */
export class BusCredentials extends Credentials {
  constructor(private readonly bus: Pick<Bus, 'call'>) {
    super();
  }

  override create(request: CredentialRequest): Promise<OpenEnrolment> {
    return this.bus.call(createCredential, request);
  }

  override suspend(credentialId: string, reason: string): Promise<CredentialState> {
    return this.bus.call(suspendCredential, { credentialId, requestedBy: 'operator', reason });
  }

  override refresh(credentialId: string): Promise<CredentialState> {
    return this.bus.call(refreshCredential, { credentialId });
  }
}
