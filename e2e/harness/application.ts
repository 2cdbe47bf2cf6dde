import { createHash, randomBytes } from 'node:crypto';
import { approve, type ApproveOptions, type SigningPerson } from '../../tools/sandbox/signer/robot.ts';
import { send, type Answer } from './answer.ts';
import { noteSecret } from './secrets-seen.ts';
import { cscBase, origin, sampleApplication, SHA256 } from './stack.ts';

export interface ClientIdentity {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUri: string;
}

/** What is to be authorised. */
export interface Wanted {
  readonly credentialId: string;
  readonly hashes: readonly string[];
  readonly labels?: readonly string[];
}

export interface Pushed {
  readonly url: string;
  readonly state: string;
  readonly verifier: string;
  readonly details: string;
}

/** Base64 SHA-256 digest of some text: what an application would have signed. */
export const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64');

/** An application that calls the service over HTTP and nothing else; it does not hide what it is answered. */
export class Application {
  readonly client: ClientIdentity;

  constructor(client: ClientIdentity = sampleApplication()) {
    this.client = client;
    noteSecret(client.clientSecret);
  }

  /** A CSC method by POST. `bearer` undefined sends no header. */
  csc(method: string, body: unknown, bearer?: string, headers: Record<string, string> = {}): Promise<Answer> {
    const authorization: Record<string, string> = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` };
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return send(`${cscBase()}/${method}`, { method: 'POST', headers: { 'content-type': 'application/json', ...authorization, ...headers }, body: text });
  }

  /** A form to the authorisation server, the client's secret in HTTP Basic unless told otherwise. */
  async oauth(endpoint: string, form: Record<string, string>, headers: Record<string, string> = this.basic()): Promise<Answer> {
    noteSecret(form['code']);
    noteSecret(form['code_verifier']);
    const answer = await send(`${origin('identity')}/oauth2/${endpoint}`, { method: 'POST', headers, body: new URLSearchParams(form) });
    for (const name of ['access_token', 'refresh_token']) {
      const token = answer.json?.[name];
      if (typeof token === 'string') noteSecret(token);
    }
    return answer;
  }

  basic(): Record<string, string> {
    return { authorization: `Basic ${Buffer.from(`${this.client.clientId}:${this.client.clientSecret}`).toString('base64')}` };
  }

  /** A token of scope `service` for the application itself. */
  async serviceToken(): Promise<string> {
    return tokenIn(await this.oauth('token', { grant_type: 'client_credentials', scope: 'service' }));
  }

  /** Parameters of an authorisation request for a credential. */
  request(wanted: Wanted): { form: Record<string, string>; pushed: Omit<Pushed, 'url'> } {
    const verifier = randomBytes(32).toString('base64url');
    const state = randomBytes(12).toString('base64url');
    noteSecret(verifier);
    const documentDigests = wanted.hashes.map((hash, index) => ({ hash, label: wanted.labels?.[index] ?? `document ${index + 1}` }));
    const details = JSON.stringify([{ type: 'credential', credentialID: wanted.credentialId, documentDigests, hashAlgorithmOID: SHA256 }]);
    const form = {
      response_type: 'code',
      client_id: this.client.clientId,
      redirect_uri: this.client.redirectUri,
      state,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      authorization_details: details,
    };
    return { form, pushed: { state, verifier, details } };
  }

  /** The address to send the signer to, after a pushed request. */
  async push(wanted: Wanted, change: Record<string, string> = {}, headers: Record<string, string> = {}): Promise<Pushed> {
    const { form, pushed } = this.request(wanted);
    const answer = await this.oauth('pushed_authorize', { ...form, ...change }, { ...this.basic(), ...headers });
    if (answer.status !== 201) throw new Error(`the pushed request was refused: ${answer.status} ${answer.text}`);
    return { ...pushed, url: this.authorizeUrl({ client_id: this.client.clientId, request_uri: String(answer.json?.['request_uri']) }) };
  }

  authorizeUrl(parameters: Record<string, string>): string {
    return `${origin('identity')}/oauth2/authorize?${new URLSearchParams(parameters).toString()}`;
  }

  /** Redeems the code that the redirect carries. */
  redeem(pushed: Omit<Pushed, 'url'>, redirect: URL, change: Record<string, string> = {}): Promise<Answer> {
    const code = redirect.searchParams.get('code') ?? '';
    return this.oauth('token', {
      grant_type: 'authorization_code',
      code,
      redirect_uri: this.client.redirectUri,
      code_verifier: pushed.verifier,
      authorization_details: pushed.details,
      ...change,
    });
  }

  /** The credential token for these hashes, approved by this person. */
  async authorise(wanted: Wanted, signer: SigningPerson, options: ApproveOptions = {}): Promise<string> {
    const pushed = await this.push(wanted);
    return tokenIn(await this.redeem(pushed, await approve(pushed.url, signer, options)));
  }

  /** `signatures/signHash` with a credential token as bearer. */
  sign(token: string | undefined, body: Record<string, unknown>): Promise<Answer> {
    return this.csc('signatures/signHash', body, token);
  }
}

function tokenIn(answer: Answer): string {
  const token = answer.json?.['access_token'];
  if (answer.status !== 200 || typeof token !== 'string') throw new Error(`no token: ${answer.status} ${answer.text}`);
  return token;
}
