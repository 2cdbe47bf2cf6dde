import type { createClient, createLogin, ReplyOf, RequestOf } from '@paraph/contracts';

/** A client as identity answers it; the secret is told this once. */
export interface RegisteredClient {
  readonly clientId: string;
  readonly clientSecret?: string;
}

/** What identity is told of a client. */
export type ClientRegistration = RequestOf<typeof createClient>;

/** What identity is told of a login. */
export type LoginRegistration = RequestOf<typeof createLogin>;

/** A login as identity answers it; the password is told this once. */
export type RegisteredLogin = ReplyOf<typeof createLogin>;

/** Who keeps subscribers, clients and signers. */
export abstract class Register {
  abstract subscriber(name: string): Promise<string>;
  /** @throws ServiceError `subscriber.unknown` */
  abstract client(registration: ClientRegistration): Promise<RegisteredClient>;
  /** @throws ServiceError `subscriber.unknown` */
  abstract signer(subscriberId: string, name: string): Promise<string>;
  /** @throws ServiceError `client.unknown`, `signer.unknown`, `request.duplicate` */
  abstract login(registration: LoginRegistration): Promise<RegisteredLogin>;
}
