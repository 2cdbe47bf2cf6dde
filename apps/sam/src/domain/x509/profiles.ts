import { authorityNaming, timestampUnitName, type AuthorityName, type PublicationAddresses } from './authority.js';
import type { CertificateContent, Issuer } from './contents.js';
import type { DistinguishedName } from './distinguished-name.js';

/** A certificate's content before it has a serial number. */
export type Profile = Omit<CertificateContent, 'serialNumber'>;

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

/** In seconds. */
const DAY = 86_400;
/** No certificate or key of an authority lives longer than ten years (CRT-08). */
const AUTHORITY_DAYS = 3_652;
const RESPONDER_DAYS = 90;
const TIMESTAMP_UNIT_DAYS = 1_095;
const ANY_POLICY = '2.5.29.32.0';

/** The root: signed by itself, one authority may follow below it. */
export function rootProfile(publicKey: Uint8Array, now: Date): Profile {
  const { authority } = authorityNaming.root;
  return {
    ...validity(now, AUTHORITY_DAYS * DAY),
    issuer: { name: authority, publicKey },
    subject: authority,
    publicKey,
    keyUsage: ['keyCertSign', 'cRLSign'],
    pathLength: 1,
    policies: [],
    addresses: {},
  };
}

/** The issuing authority: it certifies signers only, no authority below it. */
export function issuingProfile(issuer: EstablishedIssuer, { publicKey, now, addresses }: Subscription): Profile {
  return {
    ...validity(now, AUTHORITY_DAYS * DAY, issuer),
    issuer,
    subject: authorityNaming.issuing.authority,
    publicKey,
    keyUsage: ['keyCertSign', 'cRLSign'],
    pathLength: 0,
    policies: [ANY_POLICY],
    addresses: addressesUnder(issuer, addresses),
  };
}

/** The delegated responder of an authority; short-lived, since nobody asks for its own status (RFC 6960 section 4.2.2.2.1). */
export function responderProfile(issuer: EstablishedIssuer, { publicKey, now, addresses }: Subscription): Profile {
  return {
    ...validity(now, RESPONDER_DAYS * DAY, issuer),
    issuer,
    subject: authorityNaming[issuer.authority].responder,
    publicKey,
    keyUsage: ['digitalSignature'],
    policies: [],
    ocspResponder: true,
    addresses: { issuerCertificate: addresses.certificate(issuer.authority) },
  };
}

/** The time-stamping unit: it signs time-stamps and nothing else (RFC 3161 section 2.3). */
export function timestampUnitProfile(issuer: EstablishedIssuer, { publicKey, now, addresses }: Subscription): Profile {
  return {
    ...validity(now, TIMESTAMP_UNIT_DAYS * DAY, issuer),
    issuer,
    subject: timestampUnitName,
    publicKey,
    keyUsage: ['digitalSignature'],
    policies: [],
    timestampUnit: true,
    addresses: { ...addressesUnder(issuer, addresses), ocsp: addresses.ocsp(issuer.authority) },
  };
}

/** What a policy says about the certificate of a signer. */
export interface SignerTerms {
  readonly subject: DistinguishedName;
  readonly policies: readonly string[];
  readonly lifetimeSeconds: number;
}

/**
 * A natural person's certificate for signing (EN 319 412-2): content commitment is its only use, and it claims no
 * qualified status: this authority is not supervised.
 */
export function signerProfile(issuer: EstablishedIssuer, { publicKey, now, addresses }: Subscription, terms: SignerTerms): Profile {
  return {
    ...validity(now, terms.lifetimeSeconds, issuer),
    issuer,
    subject: terms.subject,
    publicKey,
    keyUsage: ['nonRepudiation'],
    policies: terms.policies,
    addresses: { ...addressesUnder(issuer, addresses), ocsp: addresses.ocsp(issuer.authority) },
  };
}

function addressesUnder({ authority }: EstablishedIssuer, addresses: PublicationAddresses) {
  return { issuerCertificate: addresses.certificate(authority), revocationList: addresses.revocationList(authority) };
}

/** Certificates count in whole seconds; the last second is part of the validity (RFC 5280 section 4.1.2.5). */
function validity(now: Date, seconds: number, issuer?: EstablishedIssuer) {
  const from = Math.floor(now.getTime() / 1_000) * 1_000;
  const to = Math.min(from + (seconds - 1) * 1_000, issuer?.validTo.getTime() ?? Infinity);
  if (to <= from) throw new Error('the issuing authority is at its end and certifies nothing any more');
  return { validFrom: new Date(from), validTo: new Date(to) };
}
