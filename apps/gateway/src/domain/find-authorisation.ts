import { SAD_PREFIX, ServiceError } from '@paraph/contracts';
import type { Secret } from '@paraph/kernel';
import type { CredentialBearer, ServiceBearer } from './bearer.js';
import type { DescribeCredential } from './describe-credential.js';
import type { Tokens } from './tokens.js';

/** What may come with a signature request: the two rows of the matrix of CSC v2 11.10. */
export type SigningBearer = ServiceBearer | CredentialBearer;

/** A SAD as the SAM makes them, as far as anybody but the SAM can tell. */
const SAD = new RegExp(`^${SAD_PREFIX}[\\w-]+\\.[\\w-]+\\.[\\w-]+$`);
const LONGEST_SAD = 16_000;

/** Whose authorisation a request brings, and whether it is for the credential it names. */
export class FindAuthorisation {
  constructor(
    private readonly tokens: Tokens,
    private readonly credentials: DescribeCredential,
  ) {}

  /** @throws ServiceError `sad.invalid`, `sad.expired`, `credential.unknown` */
  async run(bearer: SigningBearer, sad: Secret | undefined, credentialId: string): Promise<CredentialBearer> {
    const found = await this.find(bearer, sad, credentialId);
    if (found.credentialId === credentialId) return found;
    // A credential the caller can see with the wrong SAD is told apart from one it cannot see, and no further.
    await this.credentials.run(bearer, credentialId);
    throw new ServiceError('sad.invalid', 'the SAD is for another credential');
  }

  private async find(bearer: SigningBearer, sad: Secret | undefined, credentialId: string): Promise<CredentialBearer> {
    if (bearer.scope === 'credential') return this.besideItself(bearer, sad);
    if (sad === undefined) throw new ServiceError('sad.invalid', 'a service token signs nothing without a SAD');
    const told = await this.tokens.introspect(sad);
    if (told.state === 'expired') throw new ServiceError('sad.expired', 'the SAD is over');
    if (told.state === 'unknown' && isSad(sad)) return this.explicitly(bearer, credentialId, sad);
    if (told.state !== 'active' || told.bearer.scope !== 'credential') throw new ServiceError('sad.invalid', 'not an active SAD');
    const { bearer: authorisation } = told;
    const samePerson = bearer.signerId === undefined || bearer.signerId === authorisation.signerId;
    if (authorisation.clientId !== bearer.clientId || !samePerson) throw new ServiceError('sad.invalid', 'the SAD belongs to another bearer');
    return authorisation;
  }

  /**
   * A credential token with a SAD beside it (CSC v2 11.10, both rows of the matrix at once): itself once more, or the one that replaced it when it
   * was extended. That one the authorisation server never saw; it is for the token's own credential or for nothing, and the SAM judges it.
   */
  private async besideItself(bearer: CredentialBearer, sad: Secret | undefined): Promise<CredentialBearer> {
    if (sad === undefined || sad.reveal() === bearer.token.reveal()) return bearer;
    const isUnseen = isSad(sad) && (await this.tokens.introspect(sad)).state === 'unknown';
    if (!isUnseen) throw new ServiceError('sad.invalid', 'the SAD is not the bearer token and does not replace it');
    return { ...bearer, token: sad };
  }

  /**
   * A SAD of explicit authorisation or of an extension: the authorisation server never saw it, so the SAM alone judges it, for the client and
   * signer of the service token. Nobody has said yet that this bearer may see the credential, and the SAM must not be what tells.
   */
  private async explicitly(bearer: ServiceBearer, credentialId: string, sad: Secret): Promise<CredentialBearer> {
    await this.credentials.run(bearer, credentialId);
    return { ...bearer, scope: 'credential', credentialId, token: sad };
  }
}

function isSad(token: Secret): boolean {
  const text = token.reveal();
  return text.length <= LONGEST_SAD && SAD.test(text);
}
