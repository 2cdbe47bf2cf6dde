import { createCredential } from '@paraph/contracts';
import type { Bus } from '@paraph/platform';
import { Credentials, type CredentialRequest, type OpenEnrolment } from '../domain/credentials.js';

/** Credentials made by key-lifecycle. */
export class BusCredentials extends Credentials {
  constructor(private readonly bus: Pick<Bus, 'call'>) {
    super();
  }

  override create(request: CredentialRequest): Promise<OpenEnrolment> {
    return this.bus.call(createCredential, request);
  }
}
