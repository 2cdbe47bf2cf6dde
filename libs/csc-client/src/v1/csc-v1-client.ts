import { authorised, login, nothing, signatures, timestamp, type Authorised, type Login } from '../answers.js';
import type { AccessToken } from '../http/access-token.js';
import { CscMethods } from '../http/csc-methods.js';
import { HttpTransport, type Transport } from '../http/http-transport.js';
import type { CredentialInfoRequest, LoginRequest, RevokeRequest, TimestampRequest } from '../requests.js';
import { credentialInfo, credentialList, info, type CredentialInfoV1, type CredentialListV1, type InfoV1 } from './answers.js';
import type { AuthorizeRequestV1, ExtendRequestV1, ListRequestV1, SignHashRequestV1 } from './requests.js';

/**
 * The CSC API 1.0.4.0. Every method throws a `CscError` when it is refused.
 * @example
 * const service = new CscV1Client('https://sign.example/csc/v1');
 * const { SAD } = await service.authorize(token, { credentialID, numSignatures: 1, PIN });
 * const [value] = await service.signHash(token, { credentialID, SAD, hash: [digest], signAlgo });
 */
export class CscV1Client {
  readonly #methods: CscMethods;

  /** Takes the base up to and with `/csc/v1`. */
  constructor(base: string, transport: Transport = new HttpTransport()) {
    this.#methods = new CscMethods(base, transport);
  }

  info(request: { readonly lang?: string } = {}): Promise<InfoV1> {
    return this.#methods.call('info', request, { answer: info });
  }

  /** A service token by user name and password, or by the refresh token in the request. */
  logIn(request: LoginRequest, user?: { readonly name: string; readonly password: string }): Promise<Login> {
    return this.#methods.logIn(request, { answer: login, ...(user ? { user } : {}) });
  }

  async revoke(token: AccessToken, request: RevokeRequest): Promise<void> {
    await this.#methods.call('auth/revoke', request, { answer: nothing, token });
  }

  listCredentials(token: AccessToken, request: ListRequestV1 = {}): Promise<CredentialListV1> {
    return this.#methods.call('credentials/list', request, { answer: credentialList, token });
  }

  credentialInfo(token: AccessToken, request: CredentialInfoRequest): Promise<CredentialInfoV1> {
    return this.#methods.call('credentials/info', request, { answer: credentialInfo, token });
  }

  /** Has the service send a one-time code. */
  async sendOtp(token: AccessToken, request: { readonly credentialID: string; readonly clientData?: string }): Promise<void> {
    await this.#methods.call('credentials/sendOTP', request, { answer: nothing, token });
  }

  /** For an implicit credential the answer comes when the signer has decided. */
  authorize(token: AccessToken, request: AuthorizeRequestV1): Promise<Authorised> {
    return this.#methods.call('credentials/authorize', request, { answer: authorised, token });
  }

  extendTransaction(token: AccessToken, request: ExtendRequestV1): Promise<Authorised> {
    return this.#methods.call('credentials/extendTransaction', request, { answer: authorised, token });
  }

  /** Signature values in Base64, in the order of the hashes. */
  async signHash(token: AccessToken, request: SignHashRequestV1): Promise<readonly string[]> {
    return (await this.#methods.call('signatures/signHash', request, { answer: signatures, token })).signatures;
  }

  /** A time-stamp token (RFC 3161) in Base64. */
  async timestamp(token: AccessToken, request: TimestampRequest): Promise<string> {
    return (await this.#methods.call('signatures/timestamp', request, { answer: timestamp, token })).timestamp;
  }
}
