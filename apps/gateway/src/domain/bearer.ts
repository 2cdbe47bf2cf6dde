import type { ClientWord } from '@paraph/contracts';
import type { Secret } from '@paraph/kernel';

/** Whom a token speaks for, by the identity service's word. */
interface Party {
  readonly clientId: string;
  readonly subscriberId: string;
  /** Absent where the client speaks for itself. */
  readonly signerId?: string;
  /** What the operator decided about the client. */
  readonly client: ClientWord;
  /** RFC 7638 thumbprint, base64url, of the key this token is bound to: it is worth something only beside a proof by that key (RFC 9449). */
  readonly proofKeyThumbprint?: string;
}

/** A service token: calls the API for one person, or for the client itself where no signer is named. */
export interface ServiceBearer extends Party {
  readonly scope: 'service';
}

/** A credential token, which is the SAD: good for one credential, for as many signatures as were authorised. */
export interface CredentialBearer extends Party {
  readonly scope: 'credential';
  readonly credentialId: string;
  readonly token: Secret;
}

/** A token by which its signer had one credential made, to be claimed (CSC 2.2 credentials/create). */
export interface CreationBearer extends Party {
  readonly scope: 'credential-creation';
  readonly credentialId: string;
}

/** A token by which its signer decided the end of one credential (CSC 2.2 credentials/delete). */
export interface DeletionBearer extends Party {
  readonly scope: 'credential-deletion';
  readonly credentialId: string;
  readonly changeId: string;
}

export type Bearer = ServiceBearer | CredentialBearer | CreationBearer | DeletionBearer;

/** What a token may be for. */
export type Scope = Bearer['scope'];
