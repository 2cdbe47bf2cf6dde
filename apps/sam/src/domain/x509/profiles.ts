import { authorityNaming, timestampUnitName, type AuthorityName, type PublicationAddresses } from './authority.js';
import { certificateProfiles, type ProfileName, type SignerProfileName } from './certificate-profile.js';
import type { CertificateAddresses, CertificateContent, Issuer } from './contents.js';
import type { DistinguishedName } from './distinguished-name.js';

/** A certificate's content before it has a serial number, and the profile it keeps to. */
export interface Profile extends Omit<CertificateContent, 'serialNumber'> {
  readonly profile: ProfileName;
  /** End of the issuer's certificate; a root's own. */
  readonly issuerValidTo: Date;
}

/** An authority that exists: whoever it certifies cannot outlive it. */
export interface EstablishedIssuer extends Issuer {
  readonly authority: AuthorityName;
  readonly validTo: Date;
}

interface Subscription {
  readonly publicKey: Uint8Array;
  readonly now: Date;
  readonly addresses: PublicationAddresses;
}

const ANY_POLICY = '2.5.29.32.0';

/** The root: signed by itself, one authority may follow below it. */
export function rootProfile(publicKey: Uint8Array, now: Date): Profile {
  const { authority } = authorityNaming.root;
  const dates = validity(now, certificateProfiles.root.longestLife);
  return {
    ...fixedParts('root'),
    ...dates,
    issuerValidTo: dates.validTo,
    issuer: { name: authority, publicKey },
    subject: authority,
    publicKey,
    policies: [],
    addresses: {},
  };
}

/** The issuing authority: it certifies signers only, no authority below it. */
export function issuingProfile(issuer: EstablishedIssuer, subscription: Subscription): Profile {
  return under(issuer, subscription, { profile: 'issuing', subject: authorityNaming.issuing.authority });
}

/** The delegated responder of an authority; short-lived, since nobody asks for its own status (RFC 6960 section 4.2.2.2.1). */
export function responderProfile(issuer: EstablishedIssuer, subscription: Subscription): Profile {
  return under(issuer, subscription, { profile: 'ocsp', subject: authorityNaming[issuer.authority].responder });
}

/** The responder of an authority that has ended: nobody can certify another one later, so it lasts as long as its issuer. */
export function lastResponderProfile(issuer: EstablishedIssuer, subscription: Subscription): Profile {
  return under(issuer, subscription, { profile: 'last-ocsp', subject: authorityNaming[issuer.authority].responder });
}

/** The time-stamping unit: it signs time-stamps and nothing else (RFC 3161 section 2.3). */
export function timestampUnitProfile(issuer: EstablishedIssuer, subscription: Subscription): Profile {
  return under(issuer, subscription, { profile: 'timestamp', subject: timestampUnitName });
}

/** What a policy says about the certificate of a signer. */
export interface SignerTerms {
  readonly subject: DistinguishedName;
  readonly policies: readonly string[];
  readonly lifetimeSeconds: number;
  /** `natural-person` where nothing is said. */
  readonly profile?: SignerProfileName;
}

/**
 * A signer's certificate: content commitment is its only use, and it claims no qualified status: this authority is not
 * supervised.
 */
export function signerProfile(issuer: EstablishedIssuer, subscription: Subscription, { profile = 'natural-person', ...terms }: SignerTerms): Profile {
  return under(issuer, subscription, { profile, ...terms });
}

interface Holder {
  readonly profile: Exclude<ProfileName, 'root'>;
  readonly subject: DistinguishedName;
  readonly policies?: readonly string[];
  readonly lifetimeSeconds?: number;
}

function under(issuer: EstablishedIssuer, { publicKey, now, addresses }: Subscription, { profile, subject, policies, lifetimeSeconds }: Holder): Profile {
  const { longestLife, policies: kind } = certificateProfiles[profile];
  return {
    ...fixedParts(profile),
    ...validity(now, lifetimeSeconds ?? longestLife, issuer),
    issuer,
    issuerValidTo: issuer.validTo,
    subject,
    publicKey,
    policies: kind === 'any' ? [ANY_POLICY] : (policies ?? []),
    addresses: addressesUnder(issuer, addresses, profile),
  };
}

function fixedParts(profile: ProfileName) {
  const { keyUsage, pathLength, extendedKeyUsage, revocation } = certificateProfiles[profile];
  return {
    profile,
    keyUsage,
    ...(pathLength === undefined ? {} : { pathLength }),
    ...(extendedKeyUsage === 'ocsp-signing' ? { ocspResponder: true as const } : {}),
    ...(extendedKeyUsage === 'time-stamping' ? { timestampUnit: true as const } : {}),
    ...(revocation === 'short-term' ? { shortTerm: true as const } : {}),
  };
}

function addressesUnder({ authority }: EstablishedIssuer, addresses: PublicationAddresses, profile: ProfileName): CertificateAddresses {
  const { namesIssuerCertificate, revocation } = certificateProfiles[profile];
  return {
    ...(namesIssuerCertificate ? { issuerCertificate: addresses.certificate(authority) } : {}),
    ...(revocation === 'published' ? { revocationList: addresses.revocationList(authority), ocsp: addresses.ocsp(authority) } : {}),
  };
}

/** Certificates count in whole seconds; the last second is part of the validity (RFC 5280 section 4.1.2.5). */
function validity(now: Date, seconds: number, issuer?: EstablishedIssuer) {
  const from = Math.floor(now.getTime() / 1_000) * 1_000;
  const to = Math.min(from + (seconds - 1) * 1_000, issuer?.validTo.getTime() ?? Infinity);
  if (to <= from) throw new Error('the issuing authority is at its end and certifies nothing any more');
  return { validFrom: new Date(from), validTo: new Date(to) };
}
