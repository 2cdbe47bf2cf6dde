import type { KeyUsage } from './contents.js';
import type { NameAttribute } from './distinguished-name.js';

/** The profiles a policy may choose for the certificates of its credentials. */
export const signerProfileNames = ['natural-person', 'one-session', 'legal-person'] as const;
export type SignerProfileName = (typeof signerProfileNames)[number];

/** Every kind of certificate the embedded authorities issue. */
export const profileNames = ['root', 'issuing', 'ocsp', 'last-ocsp', 'timestamp', ...signerProfileNames] as const;
export type ProfileName = (typeof profileNames)[number];

/** Who issues where a policy names nobody. */
export const EMBEDDED_AUTHORITY = 'embedded';

/** What a qualified certificate may claim, by a short name of ours (EN 319 412-5 section 4.2 and 4.3). */
export const qcStatementNames = ['compliance', 'limit-value', 'retention-period', 'sscd', 'pds', 'type', 'legislation'] as const;
export type QcStatementName = (typeof qcStatementNames)[number];

/** How whoever relies on a certificate learns that it was revoked. */
export type RevocationSource =
  /** By the list and the responder that it names. */
  | 'published'
  /** Not at all: it is over before a revocation could be known (EN 319 412-1 section 5.2, RFC 9608). */
  | 'short-term'
  /** Not at all: it signs the answers themselves and is replaced often (RFC 6960 section 4.2.2.2.1), or it is the anchor. */
  | 'unchecked';

/** A profile as data: certificates are composed from it and linted against it, and the page about certificates is made from it. */
export interface CertificateProfile {
  /** Whose certificate it is, for people. */
  readonly holder: string;
  readonly standards: readonly string[];
  /** Exactly these, critical. */
  readonly keyUsage: readonly KeyUsage[];
  /** Of a certification authority: how many authorities may follow below it. */
  readonly pathLength?: number;
  readonly extendedKeyUsage?: 'ocsp-signing' | 'time-stamping';
  /** Longest life, in seconds. */
  readonly longestLife: number;
  /** Attributes the subject has, each of one of these alternatives. */
  readonly subject: readonly (readonly NameAttribute[])[];
  readonly policies: 'none' | 'any' | 'of the credential';
  readonly revocation: RevocationSource;
  /** Whether it says where its issuer's certificate is. */
  readonly namesIssuerCertificate: boolean;
}

const MINUTE = 60;
const DAY = 86_400;
/** No certificate or key of an authority lives longer than ten years (CRT-08). */
const AUTHORITY_LIFE = 3_652 * DAY;
/** What a policy may ask for at most (`validityDays`). */
const SIGNER_LIFE = 1_825 * DAY;

const authority = {
  keyUsage: ['keyCertSign', 'cRLSign'],
  longestLife: AUTHORITY_LIFE,
  subject: [['O'], ['CN']],
} as const;

const signer = { keyUsage: ['nonRepudiation'], policies: 'of the credential', namesIssuerCertificate: true } as const;

const naturalPerson = [['C'], ['SN', 'givenName'], ['serialNumber'], ['CN']] as const;

const responder = {
  holder: 'the OCSP responder of an embedded authority',
  standards: ['RFC 6960 section 4.2.2.2'],
  keyUsage: ['digitalSignature'],
  extendedKeyUsage: 'ocsp-signing',
  longestLife: 90 * DAY,
  subject: [['O'], ['CN']],
  policies: 'none',
  revocation: 'unchecked',
  namesIssuerCertificate: true,
} as const;

/** What each kind of certificate says. */
export const certificateProfiles: Readonly<Record<ProfileName, CertificateProfile>> = {
  root: {
    ...authority,
    holder: 'the root of the embedded authorities',
    standards: ['RFC 5280', 'CRT-08'],
    pathLength: 1,
    policies: 'none',
    revocation: 'unchecked',
    namesIssuerCertificate: false,
  },
  issuing: {
    ...authority,
    holder: 'the embedded authority that certifies signers',
    standards: ['RFC 5280', 'CRT-08'],
    pathLength: 0,
    policies: 'any',
    revocation: 'published',
    namesIssuerCertificate: true,
  },
  ocsp: responder,
  'last-ocsp': {
    ...responder,
    holder: 'the OCSP responder of an embedded authority that has ended and can certify no other',
    standards: [...responder.standards, 'CRT-07'],
    longestLife: AUTHORITY_LIFE,
  },
  timestamp: {
    holder: 'the time-stamping unit',
    standards: ['RFC 3161 section 2.3', 'EN 319 422'],
    keyUsage: ['digitalSignature'],
    extendedKeyUsage: 'time-stamping',
    longestLife: 1_095 * DAY,
    subject: [['O'], ['CN']],
    policies: 'none',
    revocation: 'published',
    namesIssuerCertificate: true,
  },
  'natural-person': {
    ...signer,
    holder: 'a person, for as long as the policy says',
    standards: ['EN 319 412-2'],
    longestLife: SIGNER_LIFE,
    subject: naturalPerson,
    revocation: 'published',
  },
  'one-session': {
    ...signer,
    holder: 'a person, for one session of thirty minutes',
    standards: ['EN 319 412-2', 'EN 319 412-1 section 5.2', 'RFC 9608', 'CRT-05'],
    longestLife: 30 * MINUTE,
    subject: naturalPerson,
    revocation: 'short-term',
  },
  'legal-person': {
    ...signer,
    holder: 'an organisation, for its seal',
    standards: ['EN 319 412-3'],
    longestLife: SIGNER_LIFE,
    subject: [['C'], ['O'], ['organizationIdentifier'], ['CN']],
    revocation: 'published',
  },
};
