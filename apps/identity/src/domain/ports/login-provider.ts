import type { ProvenIdentity } from './signer-store.js';

/** What must be remembered between sending a person to the provider and their return. */
export interface LoginMemo {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

/** The identity provider for ordinary logins; never the client that evidence comes through. */
export abstract class LoginProvider {
  /** @throws ServiceError service.unavailable */
  abstract begin(language: string): Promise<{ readonly url: string; readonly memo: LoginMemo }>;
  /**
   * Who came back, from the address they came back to, path and query.
   *
   * @throws ServiceError evidence.invalid, service.unavailable
   */
  abstract complete(callback: string, memo: LoginMemo): Promise<ProvenIdentity>;
}
