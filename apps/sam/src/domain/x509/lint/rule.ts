import type { CertificateProfile, ProfileName, QcStatementName } from '../certificate-profile.js';
import type { CertificateFields } from './certificate-fields.js';

/** Who made the certificate: an authority whose every choice is ours, or one elsewhere that keeps to the standards its own way. */
export type Origin = 'embedded' | 'external';

/** What a certificate is held to. */
export interface LintSubject {
  readonly fields: CertificateFields;
  readonly name: ProfileName;
  readonly profile: CertificateProfile;
  readonly origin: Origin;
  readonly now: Date;
  /** The issuer's certificate; a root is its own. */
  readonly issuer: IssuerFields;
  /** What the policy of the credential has the certificate claim (EN 319 412-5). */
  readonly qcStatements: readonly QcStatementName[];
}

/** Of an issuer, what the rules compare with. */
export interface IssuerFields {
  /** Its subject, hexadecimal DER. */
  readonly subject: string;
  /** Its key identifier, hexadecimal; unknown for some. */
  readonly keyIdentifier: string | undefined;
  readonly validTo: Date;
}

/** One rule a certificate is linted by. */
export interface LintRule {
  /** Stable, in kebab-case: it stands in events. */
  readonly id: string;
  /** Where it comes from; `house` where a standard leaves the choice to us. */
  readonly clause: string;
  /** What has to be true. */
  readonly says: string;
  /** Whose certificates it judges; everybody's without it. */
  readonly profiles?: readonly ProfileName[];
  /** `embedded` for what we ask of ourselves only. */
  readonly origin?: Origin;
  readonly holds: (subject: LintSubject) => boolean;
}

/** The authorities' own. */
export const authorityProfiles = ['root', 'issuing'] as const satisfies readonly ProfileName[];

/** Everybody's but the root's, which stands for itself. */
export const certifiedProfiles = [
  'issuing',
  'ocsp',
  'last-ocsp',
  'timestamp',
  'natural-person',
  'one-session',
  'legal-person',
] as const satisfies readonly ProfileName[];

/** Those that name a natural person. */
export const personProfiles = ['natural-person', 'one-session'] as const satisfies readonly ProfileName[];
