/** What the signer is shown of one document. */
export interface DocumentDigest {
  /** Base64. */
  readonly hash: string;
  readonly label: string;
  readonly hashType?: string;
}

/** One authorisation of a credential for documents, CSC v2 8.4 in the form of RFC 9396. */
export interface CredentialDetail {
  readonly type: 'credential' | 'https://cloudsignatureconsortium.org/2025/credential';
  readonly credentialID?: string;
  readonly signatureQualifier?: string;
  readonly numSignatures?: number;
  readonly documentDigests: readonly DocumentDigest[];
  readonly hashAlgorithmOID: string;
}

/** CSC 2.2: the making of a credential. */
export interface CreationDetail {
  readonly type: 'https://cloudsignatureconsortium.org/2025/credential-creation';
  readonly credentialCreationRequest: { readonly certificatePolicy?: string };
}

/** CSC 2.2: the end of a credential. */
export interface DeletionDetail {
  readonly type: 'https://cloudsignatureconsortium.org/2025/credential-deletion';
  readonly credentialID: string;
}

export type AuthorisationDetail = CredentialDetail | CreationDetail | DeletionDetail;

/** What an authorisation of a credential may say beside its hashes. */
export interface CredentialRequest {
  readonly credentialID?: string;
  readonly signatureQualifier?: string;
  readonly numSignatures: number;
  /** Base64, as everywhere; in the address they stand in base64url. */
  readonly hashes?: readonly string[];
  readonly hashAlgorithmOID?: string;
  readonly description?: string;
  readonly lang?: string;
  readonly account_token?: string;
  readonly clientData?: string;
}

/** Parameters of an authorisation request beside those that every request has. */
export type Parameters = Readonly<Record<string, string>>;

/** A service token for the person who signs in. */
export const serviceScope: Parameters = { scope: 'service' };

/** A SAD by the query form of CSC v1 8.3.2. */
export function credentialRequestV1({ hashes, hashAlgorithmOID: _unknownToV1, numSignatures, ...rest }: CredentialRequest): Parameters {
  return { scope: 'credential', ...rest, numSignatures: String(numSignatures), ...(hashes ? { hash: inAddress(hashes) } : {}) };
}

/** A credential token by the query form of CSC v2 8.4.2. */
export function credentialRequestV2({ hashes, numSignatures, ...rest }: CredentialRequest): Parameters {
  return { scope: 'credential', ...rest, numSignatures: String(numSignatures), ...(hashes ? { hashes: inAddress(hashes) } : {}) };
}

/** Any authorisation by details (RFC 9396); they are repeated at the token endpoint. */
export function detailsRequest(details: readonly AuthorisationDetail[]): Parameters {
  return { authorization_details: JSON.stringify(details) };
}

function inAddress(hashes: readonly string[]): string {
  return hashes.map((hash) => Buffer.from(hash, 'base64').toString('base64url')).join(',');
}
