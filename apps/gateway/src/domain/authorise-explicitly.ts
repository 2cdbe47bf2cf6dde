import { MAX_DOCUMENTS, ServiceError } from '@paraph/contracts';
import type { Clock, Secret } from '@paraph/kernel';
import type { ServiceBearer } from './bearer.js';
import type { DescribeCredential } from './describe-credential.js';
import type { ExplicitRequest, Party, SigningModule } from './signing-module.js';

/** What an application gets for what it brought. */
export interface ExplicitAuthorisation {
  /** The SAD as the client will send it. */
  readonly sad: Secret;
  /** Whole seconds for which it is good from now on. */
  readonly lifetime: number;
}

/** CSC `credentials/authorize` and `credentials/getChallenge` (v2 11.6 and 11.8). The gateway carries; the SAM decides. */
export class AuthoriseExplicitly {
  constructor(
    private readonly credentials: DescribeCredential,
    private readonly signing: SigningModule,
    private readonly clock: Clock,
  ) {}

  /** @throws ServiceError `credential.unknown`, `credential.disabled`, `activation.too_many`, and whatever the SAM refuses with */
  async run(bearer: ServiceBearer, request: Omit<ExplicitRequest, keyof Party>): Promise<ExplicitAuthorisation> {
    const party = await this.partyOf(bearer, request.credentialId);
    // No authorisation covers more than this, whatever the credential and its policy say.
    if (Math.max(request.numSignatures, request.hashes.length) > MAX_DOCUMENTS)
      throw new ServiceError('activation.too_many', `more than ${MAX_DOCUMENTS} signatures`);
    const { token, expiresAt } = await this.signing.authorise({ ...request, ...party });
    // Rounded down, and never nothing: a client may take 0 for "without end".
    const lifetime = Math.max(1, Math.floor((expiresAt.getTime() - this.clock.now().getTime()) / 1_000));
    return { sad: token, lifetime };
  }

  /** Has a one-time code sent to the signer of a credential. @throws as `run` */
  async sendCode(bearer: ServiceBearer, credentialId: string): Promise<void> {
    await this.signing.sendCode({ ...(await this.partyOf(bearer, credentialId)), credentialId });
  }

  // A credential that the caller cannot see is unknown to it, before the SAM is asked.
  private async partyOf(bearer: ServiceBearer, credentialId: string): Promise<Party> {
    const { state } = await this.credentials.run(bearer, credentialId);
    if (state !== 'active') throw new ServiceError('credential.disabled', 'the credential is not active');
    return { clientId: bearer.clientId, ...(bearer.signerId === undefined ? {} : { signerId: bearer.signerId }) };
  }
}
