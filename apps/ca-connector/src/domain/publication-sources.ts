/** The authorities that are published here. */
export const authorityNames = ['root', 'issuing'] as const;
export type AuthorityName = (typeof authorityNames)[number];

/** Whose certificates are published here: the authorities', and that of the unit that gives time-stamps. */
export const certificateNames = [...authorityNames, 'tsa'] as const;
export type CertificateName = (typeof certificateNames)[number];

/** The certificates to publish. An authority that gives no time-stamps has none for them. */
export type AuthorityCertificates = Readonly<Record<AuthorityName, Uint8Array>> & { readonly tsa?: Uint8Array | undefined };

/** A revocation list with its place in time. */
export interface RevocationList {
  readonly authority: AuthorityName;
  readonly number: number;
  /** DER. */
  readonly crl: Uint8Array;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
}

/** A status answer and until when it may be repeated. */
export interface StatusAnswer {
  /** OCSPResponse, DER. */
  readonly response: Uint8Array;
  readonly nextUpdate: Date;
}

/** An authority that has its certificates published by us. Optional: others publish their own. */
export abstract class AuthorityCertificateSource {
  abstract certificates(): Promise<AuthorityCertificates>;
}

/** An authority that has its revocation lists published by us. Optional. */
export abstract class RevocationListSource {
  abstract composeList(authority: AuthorityName): Promise<RevocationList>;
}

/** An authority that has questions of status answered by us. Optional. */
export abstract class StatusSource {
  /** @param serialNumber hexadecimal */
  abstract composeAnswer(authority: AuthorityName, serialNumber: string): Promise<StatusAnswer>;
}
