import { AsnConvert } from '@peculiar/asn1-schema';
import { Certificate, id_ce_keyUsage, KeyUsage, KeyUsageFlags } from '@peculiar/asn1-x509';
import type { X509Certificate } from 'node:crypto';
import { leadsTo } from '@paraph/timestamps';

/** `id-kp-cmcCA` and `id-kp-cmcRA` (RFC 6402 section 2.10, RFC 9810 section 4.5). */
const SPEAKS_FOR_AN_AUTHORITY = ['1.3.6.1.5.5.7.3.27', '1.3.6.1.5.5.7.3.28'];

/** What a certificate is looked at against. */
export interface AnsweringDemands {
  readonly pinned: readonly X509Certificate[];
  /** That came along. */
  readonly others: readonly X509Certificate[];
  readonly at: Date;
}

/**
 * Why a certificate may not sign an authority's answers, or `undefined` if it may. One that is pinned may. One that is only issued under a pinned
 * one has to say that it speaks for the authority: holders of signing certificates, of web servers and of whatever else it certifies may not.
 */
export function whyNotAnswering(signer: X509Certificate, { pinned, others, at }: AnsweringDemands): string | undefined {
  if (at < signer.validFromDate || at > signer.validToDate) return 'the certificate of its signature is not valid now';
  if (!mayProtect(signer)) return 'the certificate of its signature is not for signing messages';
  if (pinned.some((one) => one.raw.equals(signer.raw))) return undefined;
  // What Node calls its key usage is the extended one.
  const purposes: readonly string[] | undefined = signer.keyUsage;
  if (!purposes?.some((one) => SPEAKS_FOR_AN_AUTHORITY.includes(one))) return 'the certificate of its signature does not speak for the authority';
  return leadsTo(pinned, { certificate: signer, others, at }) ? undefined : 'the certificate of its signature leads to none that is pinned';
}

/** RFC 9483 section 1.5: where there is a key usage, it has digitalSignature. */
function mayProtect(certificate: X509Certificate): boolean {
  const { extensions } = AsnConvert.parse(certificate.raw, Certificate).tbsCertificate;
  const usage = extensions?.find(({ extnID }) => extnID === id_ce_keyUsage);
  return !usage || (AsnConvert.parse(usage.extnValue.buffer, KeyUsage).toNumber() & KeyUsageFlags.digitalSignature) !== 0;
}
