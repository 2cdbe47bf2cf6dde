import { authorised, login, nothing, signatures, timestamp, type Authorised, type Login } from '../answers.js';
import { CscError } from '../csc-error.js';
import type { AccessToken } from '../http/access-token.js';
import { CscMethods } from '../http/csc-methods.js';
import { HttpTransport, type Transport } from '../http/http-transport.js';
import type { CredentialInfoRequest, LoginRequest, RevokeRequest, TimestampRequest } from '../requests.js';
import * as answers from './answers.js';
import type { AuthorizeRequestV2, CreateRequest, ExtendRequestV2, ListRequestV2, SignHashRequestV2, SignPollingRequest } from './requests.js';

/**
 * The CSC API 2.0.0.2, with the methods of 2.2. Every method throws a `CscError` when it is refused.
 * @example
 * const service = new CscV2Client('https://sign.example/csc/v2');
 * const [value] = await service.signHash(credentialToken, { credentialID, hashes: [digest], signAlgo });
 */
export class CscV2Client {
  readonly #methods: CscMethods;

  /** Takes the base up to and with `/csc/v2`. */
  constructor(base: string, transport: Transport = new HttpTransport()) {
    this.#methods = new CscMethods(base, transport);
  }

  info(request: { readonly lang?: string } = {}): Promise<answers.InfoV2> {
    return this.#methods.call('info', request, { answer: answers.info });
  }

  /** A service token by user name and password, or by the refresh token in the request. */
  logIn(request: LoginRequest, user?: { readonly name: string; readonly password: string }): Promise<Login> {
    return this.#methods.logIn(request, { answer: login, ...(user ? { user } : {}) });
  }

  async revoke(token: AccessToken, request: RevokeRequest): Promise<void> {
    await this.#methods.call('auth/revoke', request, { answer: nothing, token });
  }

  listCredentials(token: AccessToken, request: ListRequestV2 = {}): Promise<answers.CredentialListV2> {
    return this.#methods.call('credentials/list', request, { answer: answers.credentialList, token });
  }

  credentialInfo(token: AccessToken, request: CredentialInfoRequest): Promise<answers.CredentialInfoV2> {
    return this.#methods.call('credentials/info', request, { answer: answers.credentialInfo, token });
  }

  /** Asks for the challenge of an authorisation object; undefined where the signer receives it by another way. */
  async getChallenge(token: AccessToken, request: { readonly credentialID: string; readonly authObjectID: string }): Promise<string | undefined> {
    return (await this.#methods.call('credentials/getChallenge', request, { answer: answers.challenge, token }))?.challenge;
  }

  /** A SAD, or a handle where the signer still has to decide. */
  authorize(token: AccessToken, request: AuthorizeRequestV2): Promise<answers.AuthorisationV2> {
    return this.#methods.call('credentials/authorize', request, { answer: answers.authorisation, token });
  }

  authorizeCheck(token: AccessToken, handle: string): Promise<answers.AuthorisationV2> {
    return this.#methods.call('credentials/authorizeCheck', { handle }, { answer: answers.authorisation, token });
  }

  extendTransaction(token: AccessToken, request: ExtendRequestV2): Promise<Authorised> {
    return this.#methods.call('credentials/extendTransaction', request, { answer: authorised, token });
  }

  /** Signature values in Base64, in the order of the hashes; now, and not later. */
  async signHash(token: AccessToken, request: Omit<SignHashRequestV2, 'operationMode' | 'validity_period' | 'response_uri'>): Promise<readonly string[]> {
    return (await this.#methods.call('signatures/signHash', request, { answer: signatures, token })).signatures;
  }

  /** Has hashes signed later; answers by which id `signPolling` gives the values. */
  async signHashLater(token: AccessToken, request: Omit<SignHashRequestV2, 'operationMode'>): Promise<string> {
    const result = await this.#methods.call('signatures/signHash', { ...request, operationMode: 'A' }, { answer: answers.signingResult, token });
    if ('responseID' in result && typeof result.responseID === 'string') return result.responseID;
    throw new CscError('signatures/signHash', { status: 200, error: 'no_response_id', description: 'the service signed at once' });
  }

  /** The values, or undefined while they are not there (202). */
  async signPolling(token: AccessToken, request: SignPollingRequest): Promise<readonly string[] | undefined> {
    return (await this.#methods.call('signatures/signPolling', request, { answer: signatures.partial(), token })).signatures;
  }

  /** A time-stamp token (RFC 3161) in Base64. */
  async timestamp(token: AccessToken, request: TimestampRequest): Promise<string> {
    return (await this.#methods.call('signatures/timestamp', request, { answer: timestamp, token })).timestamp;
  }

  /** CSC 2.2: makes the credential that a creation token is good for. */
  createCredential(token: AccessToken, request: CreateRequest): Promise<answers.CreatedCredential> {
    return this.#methods.call('credentials/create', request, { answer: answers.createdCredential, token });
  }

  /** CSC 2.2: ends the credential that a deletion token is good for. */
  async deleteCredential(token: AccessToken, request: { readonly credentialID: string; readonly clientData?: string }): Promise<void> {
    await this.#methods.call('credentials/delete', request, { answer: nothing, token });
  }
}
