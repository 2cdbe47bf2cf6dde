/** What an authorisation request asks for, once its parameters are read. */
export type AuthorisationRequest = ServiceRequest | CredentialRequest;

/** To list and describe a signer's credentials. */
export interface ServiceRequest {
  readonly scope: 'service';
}

/** To sign exactly these hashes with one credential. */
export interface CredentialRequest {
  readonly scope: 'credential';
  /** As the client wrote it. */
  readonly credentialId: string;
  readonly documents: readonly RequestedDocument[];
  readonly hashAlgorithmOid: string;
  readonly numSignatures: number;
}

export interface RequestedDocument {
  /** Standard Base64 with padding, whatever alphabet the client used: equal text means equal bytes. */
  readonly hash: string;
  /** The application's words; nothing proves them. */
  readonly label: string;
}

/** Parameters as they arrive, decoded: text, or absent. */
export type RequestParameters = Readonly<Record<string, unknown>>;

/** Longest label or description (CSC API v2 8.4.2: description of at most 500 characters). */
export const MAX_LABEL = 500;
/** Longest identifier of a credential the signature service takes. */
export const MAX_CREDENTIAL_ID = 200;
