import { createHash, randomBytes } from 'node:crypto';
import type { RequestInit } from 'undici';
import { z } from 'zod';
import { StepFailure } from '../../stack/progress.ts';
import type { ServiceInfo } from './csc-client.ts';
import { CscError } from './csc-error.ts';
import { exchange } from './exchange.ts';
import { findEndpoints, type OauthEndpoints } from './oauth-endpoints.ts';

/** What the signer is shown of one document. */
export interface DocumentDigest {
  /** Base64. */
  readonly hash: string;
  readonly label: string;
}

/** One authorisation of a credential for documents, CSC API v2 section 8.4 in the form of RFC 9396. */
export interface CredentialDetail {
  readonly type: 'credential';
  readonly credentialID: string;
  readonly documentDigests: readonly DocumentDigest[];
  readonly hashAlgorithmOID: string;
}

/** Who the application is. */
export interface ClientIdentity {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUri: string;
}

/** A pushed request on its way through the signer's browser; plain data, kept by the application until the code comes. */
export interface PendingAuthorisation {
  readonly url: string;
  readonly state: string;
  readonly codeVerifier: string;
  readonly details: readonly CredentialDetail[];
}

const tokenAnswer = z.object({ access_token: z.string().min(1), token_type: z.string() });
const pushedAnswer = z.object({ request_uri: z.string().min(1), expires_in: z.number() });

/** The authorisation server of a CSC service, as one registered client uses it. */
export class AuthorisationServer {
  readonly #endpoints: OauthEndpoints;
  readonly #client: ClientIdentity;

  private constructor(endpoints: OauthEndpoints, client: ClientIdentity) {
    this.#endpoints = endpoints;
    this.#client = client;
  }

  /** Finds the authorisation server that `info` points to. */
  static async discover(info: ServiceInfo, client: ClientIdentity): Promise<AuthorisationServer> {
    return new AuthorisationServer(await findEndpoints(info), client);
  }

  /** A token of scope `service` for the application itself. */
  async serviceToken(): Promise<string> {
    return this.#token({ grant_type: 'client_credentials', scope: 'service' });
  }

  /** Pushes an authorisation request (RFC 9126) bound to a fresh state and PKCE verifier (RFC 7636, S256). */
  async push(details: readonly CredentialDetail[]): Promise<PendingAuthorisation> {
    const state = randomBytes(16).toString('base64url');
    const codeVerifier = randomBytes(32).toString('base64url');
    const { clientId, redirectUri } = this.#client;
    const request = this.#form({
      response_type: 'code',
      client_id: clientId,
      redirect_uri: redirectUri,
      state,
      code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
      code_challenge_method: 'S256',
      authorization_details: JSON.stringify(details),
    });
    const pushed = await exchange({ method: 'oauth2/pushed_authorize', url: this.#endpoints.pushedAuthorize, request, answer: pushedAnswer });
    const url = new URL(this.#endpoints.authorize);
    url.search = new URLSearchParams({ client_id: clientId, request_uri: pushed.request_uri }).toString();
    return { url: url.href, state, codeVerifier, details };
  }

  /** Turns the redirect that ended an authorisation into the credential token. */
  async redeem(pending: PendingAuthorisation, redirect: URL): Promise<string> {
    return this.#token({
      grant_type: 'authorization_code',
      code: codeFrom(redirect, pending.state),
      redirect_uri: this.#client.redirectUri,
      code_verifier: pending.codeVerifier,
      authorization_details: JSON.stringify(pending.details),
    });
  }

  async #token(fields: Record<string, string>): Promise<string> {
    const request = this.#form(fields);
    return (await exchange({ method: 'oauth2/token', url: this.#endpoints.token, request, answer: tokenAnswer })).access_token;
  }

  /** A form with the client's secret in HTTP Basic; both halves are form-encoded before they are joined (RFC 6749 section 2.3.1). */
  #form(fields: Record<string, string>): RequestInit {
    const credentials = [this.#client.clientId, this.#client.clientSecret].map(encodeURIComponent).join(':');
    const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
    return { method: 'POST', headers: { authorization }, body: new URLSearchParams(fields) };
  }
}

function codeFrom(redirect: URL, state: string): string {
  const answer = redirect.searchParams;
  // Looked at before anything else: an answer with another state is not an answer to this request.
  if (answer.get('state') !== state) {
    throw new StepFailure('the redirect carries another state than the request', 'authorise again from the printed address');
  }
  const error = answer.get('error');
  if (error !== null) {
    throw new CscError('oauth2/authorize', {
      status: 302,
      error,
      errorDescription: answer.get('error_description') ?? undefined,
    });
  }
  const code = answer.get('code');
  if (code === null) throw new StepFailure('the redirect carries no code', 'look into the logs of the stack');
  return code;
}
