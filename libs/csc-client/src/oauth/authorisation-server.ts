import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { nothing } from '../answers.js';
import { CscError, UnreadableAnswerError } from '../csc-error.js';
import { exchange } from '../http/exchange.js';
import { HttpTransport, type Transport } from '../http/http-transport.js';
import type { Parameters } from './authorisation-request.js';
import { showClient, type ClientAuthentication } from './client-authentication.js';
import { findEndpoints, type AuthorisationAddress, type OauthEndpoints } from './endpoints.js';
import type { ProofKey } from './proof-key.js';

/** A registered application. */
export interface OauthClient {
  readonly clientId: string;
  readonly authentication: ClientAuthentication;
  readonly redirectUri: string;
  /** Has every token bound to this key (RFC 9449). */
  readonly proofKey?: ProofKey;
}

/** A request on its way through the signer's browser; plain data, kept by the application until the code comes. */
export interface PendingAuthorisation {
  /** Where to send the signer. */
  readonly url: string;
  readonly state: string;
  readonly codeVerifier: string;
  /** `authorization_details`, which the token request repeats. */
  readonly details?: string;
}

const tokenAnswer = z.looseObject({
  access_token: z.string().min(1),
  token_type: z.string(),
  expires_in: z.number().optional(),
  refresh_token: z.string().optional(),
  credentialID: z.string().optional(),
  authorization_details: z.array(z.looseObject({ type: z.string(), credentialID: z.string().optional() })).optional(),
});
const pushedAnswer = z.looseObject({ request_uri: z.string().min(1), expires_in: z.number() });

/** What the token endpoint answered. */
export type TokenAnswer = z.output<typeof tokenAnswer>;

/** The authorisation server of a CSC service, as one registered client uses it. Refusals are `CscError`s. */
export class AuthorisationServer {
  readonly endpoints: OauthEndpoints;
  readonly #client: OauthClient;
  readonly #transport: Transport;

  constructor(endpoints: OauthEndpoints, client: OauthClient, transport: Transport = new HttpTransport()) {
    this.endpoints = endpoints;
    this.#client = client;
    this.#transport = transport;
  }

  /** Finds the authorisation server that `info` points to. */
  static async discover(info: AuthorisationAddress, client: OauthClient, transport: Transport = new HttpTransport()): Promise<AuthorisationServer> {
    return new AuthorisationServer(await findEndpoints(info, transport), client, transport);
  }

  /** A token of scope `service` for the application itself. */
  clientCredentials(parameters: Parameters = { scope: 'service' }): Promise<TokenAnswer> {
    return this.#token({ grant_type: 'client_credentials', ...parameters });
  }

  /** The address of an authorisation request, bound to a fresh state and PKCE verifier (RFC 7636, S256). */
  begin(parameters: Parameters): PendingAuthorisation {
    const { form, ...pending } = this.#request(parameters);
    return { ...pending, url: this.#address(form) };
  }

  /** The same with the parameters handed over beforehand (RFC 9126): they neither show in the browser nor can be changed there. */
  async push(parameters: Parameters): Promise<PendingAuthorisation> {
    const { form, ...pending } = this.#request(parameters);
    const url = this.endpoints.pushedAuthorize;
    const { client_id, ...request } = form;
    const pushed = await this.#post({ method: 'oauth2/pushed_authorize', url, fields: request, answer: pushedAnswer });
    return { ...pending, url: this.#address({ client_id, request_uri: pushed.request_uri }) };
  }

  /** Turns the redirect that ended an authorisation into the token it stands for. */
  redeem(pending: PendingAuthorisation, redirect: URL): Promise<TokenAnswer> {
    return this.#token({
      grant_type: 'authorization_code',
      code: codeFrom(redirect, pending.state),
      redirect_uri: this.#client.redirectUri,
      code_verifier: pending.codeVerifier,
      ...(pending.details === undefined ? {} : { authorization_details: pending.details }),
    });
  }

  /** A new service token. Where the answer has a new refresh token too, the old one is over. */
  refresh(refreshToken: string): Promise<TokenAnswer> {
    return this.#token({ grant_type: 'refresh_token', refresh_token: refreshToken });
  }

  /** Ends a token at once. */
  async revoke(token: string, hint?: 'access_token' | 'refresh_token'): Promise<void> {
    const fields = { token, ...(hint === undefined ? {} : { token_type_hint: hint }) };
    await this.#post({ method: 'oauth2/revoke', url: this.endpoints.revoke, fields, answer: nothing });
  }

  #request(parameters: Parameters): Omit<PendingAuthorisation, 'url'> & { readonly form: Record<'client_id', string> & Record<string, string> } {
    const state = randomBytes(16).toString('base64url');
    const codeVerifier = randomBytes(32).toString('base64url');
    const form = {
      response_type: 'code',
      client_id: this.#client.clientId,
      redirect_uri: this.#client.redirectUri,
      state,
      code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...parameters,
    };
    const details = parameters['authorization_details'];
    return { form, state, codeVerifier, ...(details === undefined ? {} : { details }) };
  }

  #address(form: Readonly<Record<string, string>>): string {
    const url = new URL(this.endpoints.authorize);
    url.search = new URLSearchParams(form).toString();
    return url.href;
  }

  #token(fields: Parameters): Promise<TokenAnswer> {
    return this.#post({ method: 'oauth2/token', url: this.endpoints.token, fields, answer: tokenAnswer });
  }

  async #post<T>({
    method,
    url,
    fields,
    answer,
  }: {
    readonly method: string;
    readonly url: URL;
    readonly fields: Parameters;
    readonly answer: z.ZodType<T>;
  }): Promise<T> {
    const { clientId, authentication, proofKey } = this.#client;
    const shown = await showClient(clientId, authentication, this.endpoints.issuer);
    const proof: Record<string, string> = proofKey ? { dpop: await proofKey.prove({ method: 'POST', url }) } : {};
    const headers = { 'content-type': 'application/x-www-form-urlencoded', ...shown.headers, ...proof };
    const body = new URLSearchParams({ ...fields, ...shown.fields }).toString();
    return exchange(this.#transport, { method, request: { method: 'POST', url, headers, body }, answer });
  }
}

/**
 * The code that a redirect carries.
 * @throws CscError when the redirect says that the request was refused; UnreadableAnswerError when it is no answer to this request
 */
export function codeFrom(redirect: URL, state: string): string {
  const answer = redirect.searchParams;
  // Looked at before anything else: an answer with another state is not an answer to this request.
  if (answer.get('state') !== state) throw new UnreadableAnswerError('the redirect carries another state than the request');
  const error = answer.get('error');
  if (error !== null) throw new CscError('oauth2/authorize', { status: 302, error, description: answer.get('error_description') ?? undefined });
  const code = answer.get('code');
  if (code === null) throw new UnreadableAnswerError('the redirect carries no code');
  return code;
}
