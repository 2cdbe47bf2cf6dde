import type { CredentialDescription } from '@paraph/contracts';

/** One credential in the hands of its signer. */
export interface HeldCredential {
  readonly credentialId: string;
  readonly subscriberId: string;
  readonly signerId: string;
}

/** Who gives credentials to their signers and takes them away, on the signer's own decision. */
export abstract class CredentialKeeper {
  /** @throws ServiceError `credential.unknown`, `credential.state` when it was claimed already */
  abstract claim(credential: HeldCredential): Promise<CredentialDescription>;

  /** @param decision the change by which the signer decided it */
  abstract delete(credential: HeldCredential, decision: string): Promise<void>;
}
