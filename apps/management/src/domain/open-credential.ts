import type { CredentialRenewal, CredentialRequest, Credentials, OpenEnrolment } from './credentials.js';

/** What an operator hands to the signer. */
export interface Invitation {
  readonly credentialId: string;
  /** Where the signer accepts the terms and proves who they are. */
  readonly enrolmentUrl: string;
  readonly expiresAt: string;
}

/** Has a key made and answers the address at which its signer completes the enrolment. */
export class OpenCredential {
  constructor(
    private readonly credentials: Credentials,
    private readonly identityOrigin: string,
  ) {}

  /** @throws ServiceError `signer.unknown`, `algorithm.unsupported`, `evidence.provider_unknown` */
  async run(request: CredentialRequest): Promise<Invitation> {
    return this.invitation(await this.credentials.create(request));
  }

  /** Has the key certified again, or replaced. @throws ServiceError `credential.unknown`, `credential.state` */
  async renew(renewal: CredentialRenewal): Promise<Invitation> {
    return this.invitation(await this.credentials.renew(renewal));
  }

  private invitation({ credentialId, enrolmentId, expiresAt }: OpenEnrolment): Invitation {
    return { credentialId, enrolmentUrl: `${this.identityOrigin}/enrolment/${enrolmentId}`, expiresAt };
  }
}
