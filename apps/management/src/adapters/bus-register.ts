import { createClient, createLogin, createSigner, createSubscriber } from '@paraph/contracts';
import type { Bus } from '@paraph/platform';
import { Register, type ClientRegistration, type LoginRegistration, type RegisteredClient, type RegisteredLogin } from '../domain/register.js';

/** The register kept by identity. */
export class BusRegister extends Register {
  constructor(private readonly bus: Pick<Bus, 'call'>) {
    super();
  }

  override async subscriber(name: string): Promise<string> {
    return (await this.bus.call(createSubscriber, { name })).subscriberId;
  }

  override async client(registration: ClientRegistration): Promise<RegisteredClient> {
    const { clientId, clientSecret } = await this.bus.call(createClient, registration);
    return { clientId, ...(clientSecret === undefined ? {} : { clientSecret }) };
  }

  override async signer(subscriberId: string, name: string): Promise<string> {
    return (await this.bus.call(createSigner, { subscriberId, name })).signerId;
  }

  override async login(registration: LoginRegistration): Promise<RegisteredLogin> {
    const { userName, password } = await this.bus.call(createLogin, registration);
    return { userName, password };
  }
}
