import type { Clock } from '@paraph/kernel';
import { X509Certificate } from 'node:crypto';
import type { IssuedCertificate } from './certificate-authority.js';

/** What clocks may differ by. */
const SKEW_MS = 60_000;
/** RFC 5280 section 4.1.2.2: 20 octets, the first bit of which is no sign. */
const LONGEST_SERIAL = 40;
/** More issuers than anybody has. */
const LONGEST = 6;

/** What is known of a certificate before it is answered to anybody. */
export interface CertificateInQuestion {
  readonly certificate: Uint8Array;
  /** Of the request: SubjectPublicKeyInfo, DER. */
  readonly key: Uint8Array;
  /** Pinned for the authority, DER: issuers, and those above them up to a root. */
  readonly issuers: readonly Uint8Array[];
}

/** The verdict: a certificate with the pinned chain above it, or why not. */
export type Verdict = { readonly isWell: true; readonly issued: IssuedCertificate } | { readonly isWell: false; readonly reason: string };

/**
 * The one place where a certificate of an authority elsewhere is judged, whichever driver brought it. The chain is built of pinned certificates
 * alone: what an answer carries along as its issuers proves nothing and is not looked at.
 */
export class IssuedCertificateCheck {
  constructor(private readonly clock: Clock) {}

  judge({ certificate, key, issuers }: CertificateInQuestion): Verdict {
    const leaf = read(certificate);
    if (!leaf) return no('is not a certificate');
    if (!leaf.raw.equals(certificate)) return no('has something behind it');
    if (!leaf.publicKey.export({ format: 'der', type: 'spki' }).equals(key)) return no('is for another key than the request’s');
    if (leaf.ca) return no('is an authority’s');
    if (leaf.subject === '') return no('names nobody');
    if (!isSerialNumber(leaf.serialNumber)) return no('has no positive serial number of at most 20 octets');
    if (/sha-?1|md5/i.test(leaf.signatureAlgorithm ?? '')) return no('is signed over a digest that is too weak');
    const wrongTime = this.whyNotNow(leaf);
    if (wrongTime) return no(wrongTime);
    return this.chainOf(
      leaf,
      issuers.flatMap((der) => read(der) ?? []),
    );
  }

  private chainOf(leaf: X509Certificate, pinned: readonly X509Certificate[]): Verdict {
    const chain: X509Certificate[] = [];
    let current = leaf;
    while (chain.length < LONGEST && !(chain.length > 0 && isSelfIssued(current))) {
      const candidates = pinned.filter((one) => one.ca && current.checkIssued(one) && current.verify(one.publicKey));
      if (candidates.length === 0) return no(chain.length === 0 ? 'is not signed by an issuer that is pinned' : 'has an issuer that leads to no pinned root');
      // An authority's certificate may have been renewed for the same key: any that holds now will do.
      const issuer = candidates.find((one) => this.whyNotNow(one) === undefined);
      if (!issuer) return no('has an issuer whose own certificate is not valid now');
      chain.push(issuer);
      current = issuer;
    }
    if (!isSelfIssued(current)) return no('has more issuers than anybody needs');
    return { isWell: true, issued: { certificate: new Uint8Array(leaf.raw), chain: chain.map(({ raw }) => new Uint8Array(raw)) } };
  }

  private whyNotNow({ validFromDate, validToDate }: X509Certificate): string | undefined {
    const now = this.clock.now().getTime();
    if (validFromDate.getTime() > now + SKEW_MS) return 'is not valid yet: the authority’s clock or ours is wrong';
    if (validToDate.getTime() < now - SKEW_MS) return 'is over already: it, or a clock, is old';
    return undefined;
  }
}

function isSelfIssued(certificate: X509Certificate): boolean {
  return certificate.subject === certificate.issuer && certificate.verify(certificate.publicKey);
}

function isSerialNumber(hex: string): boolean {
  return /^[0-9A-F]+$/.test(hex) && hex.length <= LONGEST_SERIAL && !/^0*$/.test(hex);
}

function read(der: Uint8Array): X509Certificate | undefined {
  try {
    return new X509Certificate(der);
  } catch {
    return undefined;
  }
}

function no(what: string): Verdict {
  return { isWell: false, reason: `the certificate ${what}` };
}
