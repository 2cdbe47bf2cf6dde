import { ServiceError } from '@paraph/contracts';
import type { Secret } from '@paraph/kernel';
import * as openid from 'openid-client';
import { LoginProvider, type LoginMemo } from '../domain/ports/login-provider.js';
import type { ProvenIdentity } from '../domain/ports/signer-store.js';

/** This service as an ordinary client of an identity provider. */
export interface LoginSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly redirectUri: string;
}

const TIMEOUT_SECONDS = 8;

/** Ordinary logins through `openid-client`. The provider's metadata is fetched when it is first needed. */
export class OpenidLoginProvider extends LoginProvider {
  #discovered: Promise<openid.Configuration> | undefined;

  constructor(private readonly settings: LoginSettings) {
    super();
  }

  override async begin(language: string): Promise<{ readonly url: string; readonly memo: LoginMemo }> {
    const configuration = await this.discover();
    const memo: LoginMemo = { state: openid.randomState(), nonce: openid.randomNonce(), codeVerifier: openid.randomPKCECodeVerifier() };
    const url = openid.buildAuthorizationUrl(configuration, {
      redirect_uri: this.settings.redirectUri,
      scope: 'openid',
      state: memo.state,
      nonce: memo.nonce,
      code_challenge: await openid.calculatePKCECodeChallenge(memo.codeVerifier),
      code_challenge_method: 'S256',
      ui_locales: language,
    });
    return { url: url.href, memo };
  }

  override async complete(callback: string, memo: LoginMemo): Promise<ProvenIdentity> {
    const configuration = await this.discover();
    try {
      const checks = { pkceCodeVerifier: memo.codeVerifier, expectedNonce: memo.nonce, expectedState: memo.state, idTokenExpected: true };
      const claims = (await openid.authorizationCodeGrant(configuration, new URL(callback, this.settings.redirectUri), checks)).claims();
      if (claims === undefined) throw new Error('no ID token');
      return { issuer: claims.iss, subject: claims.sub };
    } catch (cause) {
      throw new ServiceError('evidence.invalid', 'the identity provider did not sign the person in', { cause: reasonOf(cause) });
    }
  }

  /** A discovery that failed is tried again at the next login. */
  private async discover(): Promise<openid.Configuration> {
    try {
      this.#discovered ??= this.fetchMetadata();
      return await this.#discovered;
    } catch (cause) {
      this.#discovered = undefined;
      throw new ServiceError('service.unavailable', 'the identity provider does not answer', { cause: reasonOf(cause) });
    }
  }

  private async fetchMetadata(): Promise<openid.Configuration> {
    const { issuer, clientId, clientSecret } = this.settings;
    const server = new URL(issuer);
    const authentication = openid.ClientSecretBasic(clientSecret.reveal());
    // Plain http is for a provider on this machine, in the trial; the settings' schema lets no other through.
    const execute = [openid.enableNonRepudiationChecks, ...(server.protocol === 'http:' ? [openid.allowInsecureRequests] : [])];
    return openid.discovery(server, clientId, {}, authentication, { execute, timeout: TIMEOUT_SECONDS });
  }
}

/** What may be logged of a foreign error: its name and code. Its message and causes can hold a code or a token. */
function reasonOf(cause: unknown): Error {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return new Error([cause instanceof Error ? cause.name : 'unknown', code].filter(Boolean).join(' '));
}
