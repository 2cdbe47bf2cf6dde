import type {
  createCredential,
  describeBinding,
  describeCredentialFully,
  listCredentialEvents,
  renewCredential,
  ReplyOf,
  RequestOf,
  searchCredentials,
  suspendCredential,
} from '@paraph/contracts';

/** A credential as it is asked for. */
export type CredentialRequest = RequestOf<typeof createCredential>;

/** How a credential is to go on. */
export type CredentialRenewal = RequestOf<typeof renewCredential>;

/** A credential whose key is made and whose signer has not accepted it yet. */
export type OpenEnrolment = ReplyOf<typeof createCredential>;

/** How a credential stands. */
export type CredentialState = ReplyOf<typeof suspendCredential>;

/** Who makes credentials, tells of them, and stops them. */
export abstract class Credentials {
  /** @throws ServiceError `signer.unknown`, `algorithm.unsupported`, `evidence.provider_unknown` */
  abstract create(request: CredentialRequest): Promise<OpenEnrolment>;
  /** Has its key certified again, or replaced. @throws ServiceError `credential.unknown`, `credential.state` */
  abstract renew(renewal: CredentialRenewal): Promise<OpenEnrolment>;
  abstract search(page: RequestOf<typeof searchCredentials>): Promise<ReplyOf<typeof searchCredentials>>;
  /** @throws ServiceError `credential.unknown` */
  abstract describe(credentialId: string): Promise<ReplyOf<typeof describeCredentialFully>>;
  /** The SAM's own record of it. @throws ServiceError `credential.unknown` */
  abstract means(credentialId: string): Promise<ReplyOf<typeof describeBinding>>;
  /** @throws ServiceError `credential.unknown` */
  abstract events(credentialId: string, limit: number): Promise<ReplyOf<typeof listCredentialEvents>>;
  /** Stops a credential at once; only its signer’s evidence or a quorum starts it again. @throws ServiceError `credential.unknown`, `credential.state` */
  abstract suspend(credentialId: string, reason: string): Promise<CredentialState>;
  /** Has what the SAM decided about it looked at again. @throws ServiceError `credential.unknown` */
  abstract refresh(credentialId: string): Promise<CredentialState>;
}
