import { ServiceError } from '@paraph/contracts';
import type { Bearer } from './bearer.js';
import type { DescribeCredential } from './describe-credential.js';
import type { ExplicitRequest, IssuedSad, SigningModule } from './signing-module.js';

/** CSC `credentials/authorize` and `credentials/getChallenge` (v2 11.6 and 11.8). The gateway carries; the SAM decides. */
export class AuthoriseExplicitly {
  constructor(
    private readonly credentials: DescribeCredential,
    private readonly signing: SigningModule,
  ) {}

  /** @throws ServiceError `credential.unknown`, `credential.disabled`, and whatever the SAM refuses with */
  async run(bearer: Bearer, request: Omit<ExplicitRequest, 'clientId' | 'signerId'>): Promise<IssuedSad> {
    return this.signing.authorise({ ...(await this.partyOf(bearer, request.credentialId)), ...request });
  }

  /** Has a one-time code sent to the signer of a credential. */
  async sendCode(bearer: Bearer, credentialId: string): Promise<void> {
    await this.signing.sendCode({ ...(await this.partyOf(bearer, credentialId)), credentialId });
  }

  // A credential that the caller cannot see is unknown to it, before the SAM is asked.
  private async partyOf(bearer: Bearer, credentialId: string): Promise<{ readonly clientId: string; readonly signerId?: string }> {
    const { state } = await this.credentials.run(bearer, credentialId);
    if (state !== 'active') throw new ServiceError('credential.disabled', 'the credential is not active');
    return { clientId: bearer.clientId, ...(bearer.signerId === undefined ? {} : { signerId: bearer.signerId }) };
  }
}
