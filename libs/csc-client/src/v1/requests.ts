export interface ListRequestV1 {
  /** Only for a token that is no person's. */
  readonly userID?: string;
  readonly maxResults?: number;
  readonly pageToken?: string;
  readonly clientData?: string;
}

export interface AuthorizeRequestV1 {
  readonly credentialID: string;
  readonly numSignatures: number;
  /** Base64; a must where the credential has SCAL 2. */
  readonly hash?: readonly string[];
  readonly PIN?: string;
  readonly OTP?: string;
  readonly description?: string;
  readonly clientData?: string;
}

export interface ExtendRequestV1 {
  readonly credentialID: string;
  readonly hash?: readonly string[];
  readonly SAD: string;
  readonly clientData?: string;
}

export interface SignHashRequestV1 {
  readonly credentialID: string;
  readonly SAD: string;
  /** Base64 of bare digests. */
  readonly hash: readonly string[];
  /** Where `signAlgo` does not imply it. */
  readonly hashAlgo?: string;
  readonly signAlgo: string;
  /** Base64 DER; for RSASSA-PSS. */
  readonly signAlgoParams?: string;
  readonly clientData?: string;
}
