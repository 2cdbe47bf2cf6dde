import type { createCredential, RequestOf } from '@paraph/contracts';

/** A credential as it is asked for. */
export type CredentialRequest = RequestOf<typeof createCredential>;

/** A credential whose key is made and whose signer has not accepted it yet. */
export interface OpenEnrolment {
  readonly credentialId: string;
  readonly enrolmentId: string;
  readonly expiresAt: string;
}

/** Who makes credentials. */
export abstract class Credentials {
  /** @throws ServiceError `signer.unknown`, `algorithm.unsupported`, `evidence.provider_unknown` */
  abstract create(request: CredentialRequest): Promise<OpenEnrolment>;
}
