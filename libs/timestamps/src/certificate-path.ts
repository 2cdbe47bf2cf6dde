import { AsnConvert } from '@peculiar/asn1-schema';
import { Certificate } from '@peculiar/asn1-x509';
import { type X509Certificate } from 'node:crypto';

const EXTENDED_KEY_USAGE = '2.5.29.37';
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
/** More issuers than anybody has. */
const LONGEST = 6;

/** Whether a certificate is good for time-stamps and nothing else, and says so critically (RFC 3161 section 2.3). */
export function isForTimestamps(certificate: X509Certificate): boolean {
  const { tbsCertificate } = AsnConvert.parse(certificate.raw, Certificate);
  const usage = tbsCertificate.extensions?.find(({ extnID }) => extnID === EXTENDED_KEY_USAGE);
  // What node calls its key usage is the extended one.
  return usage?.critical === true && certificate.keyUsage.length === 1 && certificate.keyUsage[0] === TIME_STAMPING;
}

/** Whether one leads to the other: itself an anchor, or issued, over certificates that came along, by one. All valid at that moment. */
export function leadsTo(anchors: readonly X509Certificate[], { certificate, others, at }: Path): boolean {
  let current = certificate;
  for (let steps = 0; steps < LONGEST; steps += 1) {
    if (at < current.validFromDate || at > current.validToDate) return false;
    if (anchors.some((anchor) => anchor.raw.equals(current.raw))) return true;
    const issuer = [...anchors, ...others].find((one) => one.ca && current.checkIssued(one) && current.verify(one.publicKey));
    if (!issuer || issuer.raw.equals(current.raw)) return false;
    current = issuer;
  }
  return false;
}

interface Path {
  readonly certificate: X509Certificate;
  readonly others: readonly X509Certificate[];
  readonly at: Date;
}
