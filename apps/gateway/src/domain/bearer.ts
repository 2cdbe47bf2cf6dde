import type { Secret } from '@paraph/kernel';

/** Whom a token speaks for, by the identity service's word. */
interface Party {
  readonly clientId: string;
  readonly subscriberId: string;
}

/** A service token: calls the API for one person, or for the client itself where no signer is named. */
export interface ServiceBearer extends Party {
  readonly scope: 'service';
  readonly signerId?: string;
}

/** A credential token, which is the SAD: good for one credential, for as many signatures as were authorised. */
export interface CredentialBearer extends Party {
  readonly scope: 'credential';
  readonly signerId?: string;
  readonly credentialId: string;
  readonly token: Secret;
}

export type Bearer = ServiceBearer | CredentialBearer;
