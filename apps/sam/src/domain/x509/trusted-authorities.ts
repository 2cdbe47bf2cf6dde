import { sha256Hex } from '@paraph/kernel';
import type { Policy } from '../ports/policies.js';
import type { PinnedIssuer } from './certificate-check.js';
import { EMBEDDED_AUTHORITY } from './certificate-profile.js';
import type { CertificateReader } from './certificate-reader.js';
import type { SubjectRule } from './subject-rules.js';

/** An issuing key of an authority elsewhere, with what its own certificate says. */
export interface TrustedIssuer extends PinnedIssuer {
  /** DER. */
  readonly certificate: Uint8Array;
  /** SHA-256 of the SubjectPublicKeyInfo, hexadecimal: what a bound certificate remembers of who signed it. */
  readonly keyDigest: string;
  /** Whether it may sign lists of what it revoked (RFC 5280 section 4.2.1.3). */
  readonly signsLists: boolean;
}

/** A certification authority that is not embedded here, as this installation trusts it. */
export interface TrustedAuthority {
  readonly name: string;
  /** The only keys whose signature makes a certificate one of this authority. */
  readonly issuers: readonly TrustedIssuer[];
  /** `exact`: the subject is the one that was asked for. `extended`: it may also say what organisation or country adds. */
  readonly subject: SubjectRule;
  /** What it puts in place of the policy's own identifiers. */
  readonly policyOids?: readonly string[] | undefined;
}

/** The authorities elsewhere that this SAM was given at its start. Nothing a neighbour brings adds one. */
export class TrustedAuthorities {
  private readonly byName: ReadonlyMap<string, TrustedAuthority>;

  constructor(authorities: readonly TrustedAuthority[]) {
    this.byName = new Map(authorities.map((authority) => [authority.name, authority]));
  }

  find(name: string): TrustedAuthority | undefined {
    return this.byName.get(name);
  }
}

/** The authorities, if every one that a policy names is among them. @throws Error that names what is missing */
export function authoritiesFor(policies: readonly Pick<Policy, 'id' | 'certificate'>[], authorities: readonly TrustedAuthority[]): TrustedAuthorities {
  const trusted = new TrustedAuthorities(authorities);
  const missing = policies.filter(({ certificate: { authority } }) => authority !== EMBEDDED_AUTHORITY && !trusted.find(authority));
  if (missing.length === 0) return trusted;
  throw new Error(`the file of authorities lacks ${missing.map(({ id, certificate }) => `"${certificate.authority}", which policy "${id}" names`).join('; ')}`);
}

/** The certificate of an issuer as it is pinned; its path's dates are its own where nothing stands above it. @throws Error that says what is wrong with it */
export function trustedIssuer(certificate: Uint8Array, reader: CertificateReader): TrustedIssuer {
  const facts = reader.read(certificate);
  if (!facts) throw new Error('expected one certificate');
  const { isAuthority, keyUsage, publicKey, validFrom, validTo } = facts;
  if (!isAuthority || keyUsage?.usages.includes('keyCertSign') !== true) throw new Error('expected the certificate of a certification authority');
  return {
    certificate,
    encodedName: facts.encoded.subject,
    publicKey,
    keyDigest: sha256Hex(publicKey),
    validTo,
    path: { from: validFrom, to: validTo },
    signsLists: keyUsage.usages.includes('cRLSign'),
  };
}
