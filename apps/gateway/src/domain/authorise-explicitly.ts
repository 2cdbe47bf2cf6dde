import { MAX_DOCUMENTS, ServiceError, type AuthorisationFacts, type CredentialDescription } from '@paraph/contracts';
import type { Clock, Secret } from '@paraph/kernel';
import type { AuthorisationDirectory } from './authorisation-directory.js';
import type { ServiceBearer } from './bearer.js';
import type { DescribeCredential } from './describe-credential.js';
import type { ExplicitOutcome, ExplicitRequest, Extension, IssuedSad, Party, SigningModule } from './signing-module.js';
import { TooManyHashes } from './too-many-hashes.js';

/** What an application gets for what it brought. */
export interface ExplicitAuthorisation {
  readonly state: 'authorised';
  /** The SAD as the client will send it. */
  readonly sad: Secret;
  /** Whole seconds for which it is good from now on. */
  readonly lifetime: number;
}

/** The same, or the handle of a question to the signer that is not answered yet. */
export type Authorisation = ExplicitAuthorisation | { readonly state: 'waiting'; readonly handle: string };

/** A credential that its bearer may authorise without the approval page. */
export interface Authorisable {
  readonly credential: CredentialDescription;
  readonly facts: AuthorisationFacts;
}

/** A credential that is authorised at the authorisation server only (CSC oauth2code). */
export class AuthorisedByPage extends ServiceError {}

/** CSC `credentials/authorize`, `authorizeCheck`, `getChallenge` and `extendTransaction` (v2 11.6 to 11.9). The gateway carries; the SAM decides. */
export class AuthoriseExplicitly {
  constructor(
    private readonly credentials: DescribeCredential,
    private readonly authorisations: AuthorisationDirectory,
    private readonly signing: SigningModule,
    private readonly clock: Clock,
  ) {}

  /**
   * The credential to be authorised: the first thing that is looked at, so that nothing is said of one the caller cannot see.
   *
   * @throws ServiceError `credential.unknown`, `credential.disabled`, `credential.certificate_expired`, AuthorisedByPage
   */
  async prepare(bearer: ServiceBearer, credentialId: string): Promise<Authorisable> {
    const credential = await this.usable(bearer, credentialId);
    const facts = (await this.authorisations.describe([credentialId])).get(credentialId);
    if (facts === undefined || (facts.explicit.length === 0 && !facts.byLink)) {
      throw new AuthorisedByPage('credential.disabled', 'no policy lets an application authorise this credential');
    }
    return { credential, facts };
  }

  /** @throws ServiceError `activation.too_many`, `evidence.missing`, and whatever the SAM refuses with; TooManyHashes */
  async run(bearer: ServiceBearer, { credential, facts }: Authorisable, request: Omit<ExplicitRequest, keyof Party>): Promise<Authorisation> {
    checkCount(request, credential.multisign);
    checkLimit(bearer, request.hashes);
    // Nothing brought and nobody to ask: the SAM is not bothered with it.
    if (request.authData.length === 0 && !facts.byLink) throw new ServiceError('evidence.missing', 'nothing was brought');
    return this.told(await this.signing.authorise({ ...request, ...partyOf(bearer) }));
  }

  /** What became of a question to the signer. @throws ServiceError `activation.unknown`, and whatever the SAM refuses with */
  async check(bearer: ServiceBearer, handle: string): Promise<Authorisation> {
    return this.told(await this.signing.redeem({ activationId: handle, ...partyOf(bearer) }));
  }

  /** Whether an authorisation of this credential has to name what it covers (CSC SCAL): so it is unless its policy says otherwise. */
  async scalOf(credentialId: string): Promise<AuthorisationFacts['scal']> {
    return (await this.authorisations.describe([credentialId])).get(credentialId)?.scal ?? '2';
  }

  /** The SAD that replaces the one that is extended. @throws TooManyHashes, and whatever the SAM refuses with */
  async extend(bearer: Pick<ServiceBearer, 'client'>, extension: Extension): Promise<ExplicitAuthorisation> {
    checkLimit(bearer, extension.hashes);
    return this.issued(await this.signing.extend(extension));
  }

  /** Has a one-time code sent to the signer of a credential, which `usable` found. @throws whatever the SAM refuses with */
  async sendCode(bearer: ServiceBearer, { credentialId }: CredentialDescription): Promise<void> {
    await this.signing.sendCode({ ...partyOf(bearer), credentialId });
  }

  /**
   * A credential that the caller cannot see is unknown to it, before the SAM is asked.
   *
   * @throws ServiceError `credential.unknown`, `credential.disabled`, `credential.certificate_expired`
   */
  async usable(bearer: ServiceBearer, credentialId: string): Promise<CredentialDescription> {
    const credential = await this.credentials.run(bearer, credentialId);
    if (credential.state === 'expired') throw new ServiceError('credential.certificate_expired', 'the certificate is over');
    if (credential.state !== 'active') throw new ServiceError('credential.disabled', 'the credential is not active');
    return credential;
  }

  private told(outcome: ExplicitOutcome): Authorisation {
    return outcome.state === 'waiting' ? { state: 'waiting', handle: outcome.activationId } : this.issued(outcome);
  }

  private issued({ token, expiresAt }: IssuedSad): ExplicitAuthorisation {
    // Rounded down, and never nothing: a client may take 0 for "without end".
    const lifetime = Math.max(1, Math.floor((expiresAt.getTime() - this.clock.now().getTime()) / 1_000));
    return { state: 'authorised', sad: token, lifetime };
  }
}

function partyOf({ clientId, signerId }: ServiceBearer): Party {
  return { clientId, ...(signerId === undefined ? {} : { signerId }) };
}

// No authorisation covers more than this, whatever the credential and its policy say.
function checkCount({ numSignatures, hashes }: Pick<ExplicitRequest, 'numSignatures' | 'hashes'>, multisign: number): void {
  const most = Math.min(multisign, MAX_DOCUMENTS);
  if (Math.max(numSignatures, hashes.length) > most) throw new ServiceError('activation.too_many', `more than ${most} signatures`);
}

function checkLimit({ client }: Pick<ServiceBearer, 'client'>, hashes: readonly Uint8Array[]): void {
  const { hashesPerCall } = client.limits;
  if (hashes.length > hashesPerCall) throw new TooManyHashes(hashesPerCall);
}
