import { ServiceError } from '@paraph/contracts';
import type { ClientRegistration, Register, RegisteredClient } from './register.js';
import type { TrustedClient, TrustRecords } from './trust-records.js';

/** Records a client with both services that must know it: identity, which lets it in, and the SAM, which signs for it. */
export class RegisterClient {
  constructor(
    private readonly register: Register,
    private readonly trust: TrustRecords,
  ) {}

  /**
   * Identity comes first, since it makes the identifier. What is left if the SAM then fails is harmless: a client without a
   * trust record opens no activation.
   *
   * @throws ServiceError `subscriber.unknown`; whatever the SAM fails with, saying that the client is not usable
   */
  async run(registration: ClientRegistration, limits: Pick<TrustedClient, 'multisign' | 'keys'>): Promise<RegisteredClient> {
    const client = await this.register.createClient(registration);
    const { subscriberId, name } = registration;
    try {
      await this.trust.record({ clientId: client.clientId, subscriberId, name, ...limits });
    } catch (cause) {
      const code = cause instanceof ServiceError ? cause.code : 'internal';
      throw new ServiceError(code, `identity knows the client as ${client.clientId} and the SAM does not, so it can sign nothing; register it anew`, { cause });
    }
    return client;
  }
}
