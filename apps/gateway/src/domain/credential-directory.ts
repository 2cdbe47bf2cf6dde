import type { CredentialDescription } from '@paraph/contracts';

/** The signer whose credentials are meant, with the subscriber they belong to. */
export interface Owner {
  readonly signerId: string;
  readonly subscriberId: string;
  /** Who asks: of one-session credentials, a client is shown its own. */
  readonly clientId: string;
}

/** Who asks for a credential: whom it must belong to, and whose session it must be, if it is of one. */
export interface Onlooker {
  readonly subscriberId: string;
  readonly signerId?: string;
  readonly clientId: string;
}

/** Who knows the credentials. */
export abstract class CredentialDirectory {
  /** The signer's credentials, usable ones first. */
  abstract list(owner: Owner, onlyValid: boolean): Promise<readonly CredentialDescription[]>;

  /** @throws ServiceError `credential.unknown` also for one that belongs to somebody else */
  abstract describe(credentialId: string, seenBy: Onlooker): Promise<CredentialDescription>;

  /** Something was decided about this credential here: what was told of it before counts no more. */
  abstract forget(credentialId: string): void;
}
