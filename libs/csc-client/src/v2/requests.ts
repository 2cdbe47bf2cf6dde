import type { Certificates } from '../requests.js';

export interface ListRequestV2 {
  /** Only for a token that is no person's. */
  readonly userID?: string;
  readonly credentialInfo?: boolean;
  readonly certificates?: Certificates;
  readonly certInfo?: boolean;
  readonly authInfo?: boolean;
  readonly onlyValid?: boolean;
  readonly lang?: string;
  readonly clientData?: string;
}

/** What the signer brought for one authorisation object of the credential. */
export interface AuthData {
  readonly id: string;
  /** Absent for an object whose answer goes past the application. */
  readonly value?: string;
}

export interface AuthorizeRequestV2 {
  readonly credentialID: string;
  readonly numSignatures: number;
  /** Base64; a must where the credential has SCAL 2. */
  readonly hashes?: readonly string[];
  readonly hashAlgorithmOID?: string;
  readonly authData?: readonly AuthData[];
  readonly description?: string;
  readonly clientData?: string;
}

export interface ExtendRequestV2 {
  readonly credentialID: string;
  readonly hashes?: readonly string[];
  readonly hashAlgorithmOID?: string;
  readonly SAD: string;
  readonly clientData?: string;
}

export interface SignHashRequestV2 {
  readonly credentialID: string;
  /** Absent where the bearer token is the credential token itself. */
  readonly SAD?: string;
  /** Base64 of bare digests. */
  readonly hashes: readonly string[];
  /** Where `signAlgo` does not imply it. */
  readonly hashAlgorithmOID?: string;
  readonly signAlgo: string;
  /** Base64 DER; for RSASSA-PSS. */
  readonly signAlgoParams?: string;
  /** `A` has the service answer at once and sign later. */
  readonly operationMode?: 'S' | 'A';
  /** Milliseconds for which a later result stays available. */
  readonly validity_period?: number;
  /** Where the service announces a later result. */
  readonly response_uri?: string;
  readonly clientData?: string;
}

export interface SignPollingRequest {
  /** What `signHash` answered as `responseID`. */
  readonly requestID: string;
  readonly userID?: string;
  readonly clientData?: string;
}

export interface CreateRequest {
  readonly credentialCreationRequest: { readonly certificatePolicy?: string; readonly subjectData?: Readonly<Record<string, unknown>> };
  readonly clientData?: string;
}
