import type { Provider } from 'oidc-provider';

/** The authorisation servers: one for each version of the API, each an issuer of its own. Tokens of both open the same API. */
export class AuthorisationServers {
  constructor(
    readonly v1: Provider,
    readonly v2: Provider,
  ) {}
}
