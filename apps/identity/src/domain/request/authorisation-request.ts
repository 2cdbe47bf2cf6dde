/** What an authorisation request asks for, once its parameters are read. */
export type AuthorisationRequest = ServiceRequest | CredentialRequest | CreationRequest | DeletionRequest;

interface Restricted {
  /** The only signer who may complete it, by the client's `account_token` (CSC API 8.3.1, 8.4.1). */
  readonly account?: string;
}

/** To list and describe a signer's credentials. */
export interface ServiceRequest extends Restricted {
  readonly scope: 'service';
}

/** To sign with one credential: exactly these hashes, or what the credential's policy leaves to the client. */
export interface CredentialRequest extends Restricted {
  readonly scope: 'credential';
  /** As the client wrote it; absent where `signatureQualifier` chooses among the credentials of whoever signs in. */
  readonly credentialId?: string;
  /** What the credential must be good for, such as `eu_eidas_aes`. */
  readonly signatureQualifier?: string;
  /** None where all of them are left to the client (SCAL 1). */
  readonly documents: readonly RequestedDocument[];
  /** Always there with hashes, but for v1, which knows none: then it is the SHA-2 algorithm of their length. */
  readonly hashAlgorithmOid?: string;
  readonly numSignatures: number;
}

/** To have a credential made for whoever signs in (CSC API 2.2 credentials/create). */
export interface CreationRequest extends Restricted {
  readonly scope: 'credential-creation';
  /** OID of the certificate policy the application wants; the client's settings say what is made for it. */
  readonly certificatePolicy: string;
}

/** To have a credential destroyed, by its signer's decision (CSC API 2.2 credentials/delete). */
export interface DeletionRequest extends Restricted {
  readonly scope: 'credential-deletion';
  /** As the client wrote it. */
  readonly credentialId: string;
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
