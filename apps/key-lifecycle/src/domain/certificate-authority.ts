/** What is to be certified. The identifier makes a repetition answer the same certificate. */
export interface CertificateRequest {
  readonly requestId: string;
  readonly credentialId: string;
  /** PKCS#10, DER as Base64. */
  readonly csr: string;
}

/** Who has certificates issued. */
export abstract class CertificateAuthority {
  /** The certificate, then its issuers up to the root; DER as Base64. @throws ServiceError `certificate.refused`, `hsm.unavailable`, `hsm.refused` */
  abstract request(request: CertificateRequest): Promise<readonly string[]>;
}
