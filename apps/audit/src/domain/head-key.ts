import { ServiceError, type PublicJwk } from '@paraph/contracts';

/** The public key of heads, as the provider publishes it: it goes into every file that is taken away. */
export class HeadKey {
  readonly #jwk: PublicJwk | undefined;

  constructor(jwk: PublicJwk | undefined) {
    this.#jwk = jwk;
  }

  /** @throws ServiceError where the service was not given it */
  jwk(): PublicJwk {
    if (!this.#jwk) throw new ServiceError('service.unavailable', 'the file with the public key of heads is not set');
    return this.#jwk;
  }
}
