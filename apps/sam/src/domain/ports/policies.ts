/** What a credential's policy demands: data of the provider, one JSON file each (`policies/*.json`). */
export interface Policy {
  readonly id: string;
  readonly version: string;
  /** SHA-256 of the file's bytes, hexadecimal. */
  readonly digest: string;
  /** Alternatives, each a combination of evidence kinds. */
  readonly evidence: readonly (readonly string[])[];
  /** Most signatures one activation may cover. */
  readonly multisign: number;
  readonly draftLifetimeSeconds: number;
  readonly sadLifetimeSeconds: number;
  /** Longest time from authentication to the last signature (ACT-06). */
  readonly sessionMaximumSeconds: number;
  readonly certificate: { readonly validityDays: number; readonly policyOids: readonly string[] };
  /** What the signer accepts before a certificate is issued (IDN-01). */
  readonly terms: { readonly version: string; readonly text: string };
}

/** The policies this SAM was given at its start. */
export abstract class Policies {
  abstract find(policyId: string): Policy | undefined;
}
