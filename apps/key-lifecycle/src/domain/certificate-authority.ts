import type { ReplyOf, revocationReasons, revokeCertificate } from '@paraph/contracts';

export type RevocationReason = (typeof revocationReasons)[number];

/** What is to be certified. The identifier makes a repetition answer the same certificate. */
export interface CertificateRequest {
  readonly requestId: string;
  readonly credentialId: string;
  /** Of the credential: who certifies it, and as what, is looked up by it. */
  readonly policyId: string;
  /** PKCS#10, DER as Base64. */
  readonly csr: string;
}

/** Who has certificates issued and revoked. */
export abstract class CertificateAuthority {
  /** The certificate, then its issuers up to the root; DER as Base64. @throws ServiceError `certificate.refused`, `certificate.pending`, `authority.unavailable`, `hsm.unavailable`, `hsm.refused` */
  abstract request(request: CertificateRequest): Promise<readonly string[]>;

  /** Once answered, it is seen to; repeating it changes nothing. Takes its own time, however late the work at hand is. */
  abstract revoke(credentialId: string, reason: RevocationReason): Promise<ReplyOf<typeof revokeCertificate>['state']>;
}
