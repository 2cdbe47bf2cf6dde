import { MAX_DOCUMENTS, ServiceError } from '@paraph/contracts';
import { newId, type Secret } from '@paraph/kernel';
import type { FindAuthorisation, SigningBearer } from './find-authorisation.js';
import type { PresentedProof } from './presented-proof.js';
import type { LaterTerms, SigningModule, SigningOrder } from './signing-module.js';
import { TooManyHashes } from './too-many-hashes.js';

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

/** CSC `signatures/signHash` (v2 11.10). The gateway carries the order; whether to sign is the SAM's decision. */
export class SignHash {
  constructor(
    private readonly authorisations: FindAuthorisation,
    private readonly signing: SigningModule,
  ) {}

  /**
   * @throws ServiceError `sad.invalid`, `sad.expired`, `credential.unknown`, `hash.not_authorised`, and whatever the SAM refuses with
   * @throws TooManyHashes
   */
  async run(bearer: SigningBearer, request: SignHashRequest): Promise<readonly Uint8Array[]> {
    return this.signing.sign(await this.order(bearer, request));
  }

  /** The same later: the SAM takes the order, and the answer names the result to ask for. @throws as `run`, and `attempt.too_many` */
  async later(bearer: SigningBearer, request: SignHashRequest, terms: LaterTerms): Promise<string> {
    return this.signing.signLater(await this.order(bearer, request), terms);
  }

  private async order(bearer: SigningBearer, request: SignHashRequest): Promise<SigningOrder> {
    // 1. Find the authorisation: the bearer itself, or the SAD beside a service token. It must be for this credential.
    const { sad, ...asked } = request;
    const authorisation = await this.authorisations.run(bearer, sad, asked.credentialId);

    // 2. A call is as long as the operator lets this client's be, and no authorisation covers more documents than this.
    const { hashesPerCall } = bearer.client.limits;
    if (asked.hashes.length > hashesPerCall) throw new TooManyHashes(hashesPerCall);
    if (asked.hashes.length > MAX_DOCUMENTS) throw new ServiceError('hash.not_authorised', `more than ${MAX_DOCUMENTS} hashes`);

    // 3. The SAM checks all of this and more from its own records.
    const { clientId, signerId } = authorisation;
    return { ...asked, attemptId: newId('att'), sad: authorisation.token, clientId, ...(signerId === undefined ? {} : { signerId }) };
  }
}
