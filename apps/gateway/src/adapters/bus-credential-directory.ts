import { describeCredential, listCredentials, type CredentialDescription } from '@paraph/contracts';
import type { Bus } from '@paraph/platform';
import { CredentialDirectory, type Onlooker, type Owner } from '../domain/credential-directory.js';

/** The credentials by the word of key-lifecycle. */
export class BusCredentialDirectory extends CredentialDirectory {
  constructor(private readonly bus: Pick<Bus, 'call'>) {
    super();
  }

  override async list({ signerId, subscriberId, clientId }: Owner, onlyValid: boolean): Promise<readonly CredentialDescription[]> {
    return (await this.bus.call(listCredentials, { signerId, subscriberId, clientId, onlyValid })).credentials;
  }

  override describe(credentialId: string, seenBy: Onlooker): Promise<CredentialDescription> {
    return this.bus.call(describeCredential, { credentialId, ...seenBy });
  }

  /** Nothing is kept here. */
  override forget(): void {}
}
