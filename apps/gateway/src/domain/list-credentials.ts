import { ServiceError, type CredentialDescription } from '@paraph/contracts';
import { idPattern } from '@paraph/kernel';
import type { ServiceBearer } from './bearer.js';
import type { CredentialDirectory } from './credential-directory.js';
import type { Signers } from './signers.js';

/** Whose credentials are listed and which. */
export interface ListRequest {
  /** Names the signer where the token does not: required from a client's own token, forbidden otherwise. */
  readonly signerId?: string;
  readonly onlyValid: boolean;
}

/** CSC `credentials/list` (v2 11.4): the credentials of one signer with the client's subscriber. */
export class ListCredentials {
  constructor(
    private readonly directory: CredentialDirectory,
    private readonly signers: Signers,
  ) {}

  /** @throws ServiceError `signer.unknown` for a signer who is not the subscriber's, as for one who does not exist */
  async run(bearer: ServiceBearer, { signerId, onlyValid }: ListRequest): Promise<readonly CredentialDescription[]> {
    const { subscriberId } = bearer;
    const named = bearer.signerId ?? (await this.named(signerId, subscriberId));
    return this.directory.list({ signerId: named, subscriberId }, onlyValid);
  }

  private async named(signerId: string | undefined, subscriberId: string): Promise<string> {
    const known = signerId !== undefined && idPattern('sgn').test(signerId) && (await this.signers.subscriberOf(signerId)) === subscriberId;
    if (!known) throw new ServiceError('signer.unknown', 'no signer of this subscriber has this identifier');
    return signerId;
  }
}
