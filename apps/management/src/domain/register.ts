import type {
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
  ReplyOf,
  RequestOf,
} from '@paraph/contracts';

/** A client as identity answers it; the secret is told this once. */
export type RegisteredClient = ReplyOf<typeof createClient>;

/** What identity is told of a client. */
export type ClientRegistration = RequestOf<typeof createClient>;

/** A client as its operators see it. */
export type ClientDescription = ReplyOf<typeof describeClient>;

/** What is put in the place of what was decided about a client. */
export type ClientChange = RequestOf<typeof changeClient>;

/** What identity is told of a login. */
export type LoginRegistration = RequestOf<typeof createLogin>;

/** A login as identity answers it; the password is told this once. */
export type RegisteredLogin = ReplyOf<typeof createLogin>;

/** Who keeps subscribers, clients and signers. */
export abstract class Register {
  abstract createSubscriber(subscriber: RequestOf<typeof createSubscriber>): Promise<ReplyOf<typeof createSubscriber>>;
  abstract listSubscribers(page: RequestOf<typeof listSubscribers>): Promise<ReplyOf<typeof listSubscribers>>;

  /** @throws ServiceError `subscriber.unknown` */
  abstract describeSubscriber(subscriberId: string): Promise<ReplyOf<typeof describeSubscriber>>;
  /** @throws ServiceError `subscriber.unknown` */
  abstract changeContact(change: RequestOf<typeof changeContact>): Promise<ReplyOf<typeof changeContact>>;

  /** @throws ServiceError `subscriber.unknown` */
  abstract createClient(registration: ClientRegistration): Promise<RegisteredClient>;
  abstract listClients(page: RequestOf<typeof listClients>): Promise<ReplyOf<typeof listClients>>;
  /** @throws ServiceError `client.unknown` */
  abstract describeClient(clientId: string): Promise<ClientDescription>;
  /** @throws ServiceError `client.unknown`, for one that has ended too */
  abstract changeClient(change: ClientChange): Promise<ClientDescription>;
  /** @throws ServiceError `client.unknown` */
  abstract endClient(ending: RequestOf<typeof endClient>): Promise<ReplyOf<typeof endClient>>;

  /** @throws ServiceError `subscriber.unknown` */
  abstract createSigner(signer: RequestOf<typeof createSigner>): Promise<ReplyOf<typeof createSigner>>;
  abstract listSigners(page: RequestOf<typeof listSigners>): Promise<ReplyOf<typeof listSigners>>;
  /** @throws ServiceError `signer.unknown` */
  abstract describeSigner(signerId: string): Promise<ReplyOf<typeof describeSigner>>;

  /** @throws ServiceError `client.unknown`, `signer.unknown`, `request.duplicate` */
  abstract createLogin(registration: LoginRegistration): Promise<RegisteredLogin>;
}
