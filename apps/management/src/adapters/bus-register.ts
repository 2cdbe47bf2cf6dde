import {
  changeClient,
  changeContact,
  createClient,
  createLogin,
  createSigner,
  createSubscriber,
  describeClient,
  describeSigner,
  describeSubscriber,
  endClient,
  listClients,
  listSigners,
  listSubscribers,
  type ReplyOf,
  type RequestOf,
} from '@paraph/contracts';
import type { Bus } from '@paraph/platform';
import {
  Register,
  type ClientChange,
  type ClientDescription,
  type ClientRegistration,
  type LoginRegistration,
  type RegisteredClient,
  type RegisteredLogin,
} from '../domain/register.js';

/** The register kept by identity. */
export class BusRegister extends Register {
  constructor(private readonly bus: Pick<Bus, 'call'>) {
    super();
  }

  override createSubscriber(subscriber: RequestOf<typeof createSubscriber>): Promise<ReplyOf<typeof createSubscriber>> {
    return this.bus.call(createSubscriber, subscriber);
  }

  override listSubscribers(page: RequestOf<typeof listSubscribers>): Promise<ReplyOf<typeof listSubscribers>> {
    return this.bus.call(listSubscribers, page);
  }

  override describeSubscriber(subscriberId: string): Promise<ReplyOf<typeof describeSubscriber>> {
    return this.bus.call(describeSubscriber, { subscriberId });
  }

  override changeContact(change: RequestOf<typeof changeContact>): Promise<ReplyOf<typeof changeContact>> {
    return this.bus.call(changeContact, change);
  }

  override createClient(registration: ClientRegistration): Promise<RegisteredClient> {
    return this.bus.call(createClient, registration);
  }

  override listClients(page: RequestOf<typeof listClients>): Promise<ReplyOf<typeof listClients>> {
    return this.bus.call(listClients, page);
  }

  override describeClient(clientId: string): Promise<ClientDescription> {
    return this.bus.call(describeClient, { clientId });
  }

  override changeClient(change: ClientChange): Promise<ClientDescription> {
    return this.bus.call(changeClient, change);
  }

  override endClient(ending: RequestOf<typeof endClient>): Promise<ReplyOf<typeof endClient>> {
    return this.bus.call(endClient, ending);
  }

  override createSigner(signer: RequestOf<typeof createSigner>): Promise<ReplyOf<typeof createSigner>> {
    return this.bus.call(createSigner, signer);
  }

  override listSigners(page: RequestOf<typeof listSigners>): Promise<ReplyOf<typeof listSigners>> {
    return this.bus.call(listSigners, page);
  }

  override describeSigner(signerId: string): Promise<ReplyOf<typeof describeSigner>> {
    return this.bus.call(describeSigner, { signerId });
  }

  override createLogin(registration: LoginRegistration): Promise<RegisteredLogin> {
    return this.bus.call(createLogin, registration);
  }
}
