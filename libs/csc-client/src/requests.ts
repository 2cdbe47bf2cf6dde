/** Requests that both versions share. */

/** Which certificates come with a credential. */
export type Certificates = 'none' | 'single' | 'chain';

export interface LoginRequest {
  /** From an earlier login that asked to be remembered; then no password is sent. */
  readonly refresh_token?: string;
  readonly rememberMe?: boolean;
  readonly clientData?: string;
}

export interface RevokeRequest {
  readonly token: string;
  readonly token_type_hint?: 'access_token' | 'refresh_token';
  readonly clientData?: string;
}

export interface CredentialInfoRequest {
  readonly credentialID: string;
  readonly certificates?: Certificates;
  readonly certInfo?: boolean;
  readonly authInfo?: boolean;
  readonly lang?: string;
  readonly clientData?: string;
}

export interface TimestampRequest {
  /** Base64. */
  readonly hash: string;
  readonly hashAlgo: string;
  /** Hexadecimal. */
  readonly nonce?: string;
  readonly clientData?: string;
}
