import type { X509Certificate } from 'node:crypto';

/** Between these moments every certificate of a path is valid. */
interface Period {
  readonly from: Date;
  readonly to: Date;
}

/** More certificates than this are above nobody. */
const LONGEST = 8;

/** Looks for paths up to an anchor, through the certificates that stand in the same file (RFC 5280 section 6.1). */
export function pathsTo(anchors: readonly X509Certificate[], between: readonly X509Certificate[]): { of(certificate: X509Certificate): Period | undefined } {
  const of = (certificate: X509Certificate, depth = 0): Period | undefined => {
    const own = { from: certificate.validFromDate, to: certificate.validToDate };
    if (anchors.some((anchor) => anchor.raw.equals(certificate.raw))) return own;
    if (depth === LONGEST) return undefined;
    for (const above of [...anchors, ...between].filter((one) => one !== certificate && isAbove(one, certificate))) {
      const rest = of(above, depth + 1);
      if (rest) return { from: later(own.from, rest.from), to: earlier(own.to, rest.to) };
    }
    return undefined;
  };
  return { of };
}

function isAbove(above: X509Certificate, certificate: X509Certificate): boolean {
  return certificate.checkIssued(above) && certificate.verify(above.publicKey);
}

function later(one: Date, other: Date): Date {
  return one > other ? one : other;
}

function earlier(one: Date, other: Date): Date {
  return one < other ? one : other;
}
