import { MAX_DOCUMENTS, SAD_PREFIX, ServiceError } from '@paraph/contracts';
import { newId, type Secret } from '@paraph/kernel';
import type { Bearer, CredentialBearer, ServiceBearer } from './bearer.js';
import type { DescribeCredential } from './describe-credential.js';
import type { PresentedProof } from './presented-proof.js';
import type { SigningModule } from './signing-module.js';
import type { Tokens } from './tokens.js';

/** What a client asks to have signed, already decoded. */
export interface SignHashRequest {
  readonly credentialId: string;
  /** The credential token where it came in the body. */
  readonly sad?: Secret;
  readonly hashes: readonly Uint8Array[];
  readonly signAlgorithmOid: string;
  /** DER, where the signature algorithm takes parameters. */
  readonly signAlgorithmParameters?: Uint8Array;
  readonly hashAlgorithmOid?: string;
  readonly proof?: PresentedProof;
}

/** A SAD as the SAM makes them, as far as anybody but the SAM can tell. */
const SAD = new RegExp(`^${SAD_PREFIX}[\\w-]+\\.[\\w-]+\\.[\\w-]+$`);
const LONGEST_SAD = 16_000;

/** CSC `signatures/signHash` (v2 11.10), synchronous. The gateway carries the order; whether to sign is the SAM's decision. */
export class SignHash {
  constructor(
    private readonly tokens: Tokens,
    private readonly credentials: DescribeCredential,
    private readonly signing: SigningModule,
  ) {}

  /**
   * @throws ServiceError `sad.invalid`, `sad.expired`, `credential.unknown`, `hash.not_authorised`, and whatever the SAM refuses with
   */
  async run(bearer: Bearer, request: SignHashRequest): Promise<readonly Uint8Array[]> {
    // 1. Find the authorisation: the bearer itself, or the SAD beside a service token.
    const authorisation = await this.authorisationOf(bearer, request);

    // 2. It must be for this credential.
    await this.checkCredential(bearer, authorisation, request.credentialId);

    // 3. No authorisation covers more documents than this, so neither can a call.
    if (request.hashes.length > MAX_DOCUMENTS) throw new ServiceError('hash.not_authorised', `more than ${MAX_DOCUMENTS} hashes`);

    // 4. Ask the SAM, which checks all of this and more from its own records.
    const { clientId, signerId } = authorisation;
    const { credentialId, hashes, signAlgorithmOid, signAlgorithmParameters, hashAlgorithmOid, proof } = request;
    return this.signing.sign({
      attemptId: newId('att'),
      sad: authorisation.token,
      clientId,
      ...(signerId === undefined ? {} : { signerId }),
      credentialId,
      hashes,
      signAlgorithmOid,
      ...(signAlgorithmParameters === undefined ? {} : { signAlgorithmParameters }),
      ...(hashAlgorithmOid === undefined ? {} : { hashAlgorithmOid }),
      ...(proof === undefined ? {} : { proof }),
    });
  }

  private async authorisationOf(bearer: Bearer, { sad, credentialId }: SignHashRequest): Promise<CredentialBearer> {
    if (bearer.scope === 'credential') {
      // Sent twice is fine, two different ones are not (CSC v2 11.10, both rows of the matrix at once).
      if (sad !== undefined && sad.reveal() !== bearer.token.reveal()) throw new ServiceError('sad.invalid', 'the SAD is not the bearer token');
      return bearer;
    }
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
   * A SAD of explicit authorisation: the authorisation server never saw it, so the SAM alone judges it, for the client and
   * signer of the service token. Nobody has said yet that this bearer may see the credential, and the SAM must not be what tells.
   */
  private async explicitly(bearer: ServiceBearer, credentialId: string, sad: Secret): Promise<CredentialBearer> {
    await this.credentials.run(bearer, credentialId);
    return { ...bearer, scope: 'credential', credentialId, token: sad };
  }

  private async checkCredential(bearer: Bearer, authorisation: CredentialBearer, credentialId: string): Promise<void> {
    if (authorisation.credentialId === credentialId) return;
    // A credential the caller can see with the wrong SAD is told apart from one it cannot see, and no further.
    await this.credentials.run(bearer, credentialId);
    throw new ServiceError('sad.invalid', 'the SAD is for another credential');
  }
}

function isSad(token: Secret): boolean {
  const text = token.reveal();
  return text.length <= LONGEST_SAD && SAD.test(text);
}
