import type { createCredential, ReplyOf, RequestOf, suspendCredential } from '@paraph/contracts';

/** A credential as it is asked for. */
export type CredentialRequest = RequestOf<typeof createCredential>;

/** A credential whose key is made and whose signer has not accepted it yet. */
export interface OpenEnrolment {
  readonly credentialId: string;
  readonly enrolmentId: string;
  readonly expiresAt: string;
}

/** How a credential stands. */
export type CredentialState = ReplyOf<typeof suspendCredential>;

/** Who makes credentials, and stops them. */
export abstract class Credentials {
  /** @throws ServiceError `signer.unknown`, `algorithm.unsupported`, `evidence.provider_unknown` */
  abstract create(request: CredentialRequest): Promise<OpenEnrolment>;
  /** Stops a credential at once; only its signer’s evidence or a quorum starts it again. @throws ServiceError `credential.unknown`, `credential.state` */
  abstract suspend(credentialId: string, reason: string): Promise<CredentialState>;
  /** Has what the SAM decided about it looked at again. @throws ServiceError `credential.unknown` */
  abstract refresh(credentialId: string): Promise<CredentialState>;
}
