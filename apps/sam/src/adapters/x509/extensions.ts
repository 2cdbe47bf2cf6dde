import { toBase64 } from '@paraph/kernel';
import { BitString, OctetString } from '@peculiar/asn1-schema';
import { id_kp_OCSPSigning, id_pkix_ocsp_nocheck } from '@peculiar/asn1-ocsp';
import {
  AccessDescription,
  AuthorityInfoAccessSyntax,
  AuthorityKeyIdentifier,
  BasicConstraints,
  CertificatePolicies,
  CRLDistributionPoints,
  CRLNumber,
  DistributionPoint,
  DistributionPointName,
  ExtendedKeyUsage,
  Extension,
  GeneralName,
  id_ad_caIssuers,
  id_ad_ocsp,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_certificatePolicies,
  id_ce_cRLDistributionPoints,
  id_ce_cRLNumber,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectKeyIdentifier,
  id_kp_timeStamping,
  id_pe_authorityInfoAccess,
  KeyIdentifier,
  PolicyInformation,
  SubjectKeyIdentifier,
} from '@peculiar/asn1-x509';
import type { CertificateAddresses, CertificateContent, KeyUsage, RevocationListContent } from '../../domain/x509/contents.js';
import { der, exact, generalizedTime } from './bytes.js';
import { keyIdentifier } from './key-hashes.js';
import { remembered } from './remembered.js';

/** EN 319 412-1 section 5.2: the issuer stands for the validity of this short life. */
export const VALIDITY_ASSURED = '0.4.0.194121.2.1';
/** RFC 9608 section 2: nobody will say anything about its revocation. */
export const NO_REVOCATION_AVAILABLE = '2.5.29.56';

/** expiredCertsOnCRL. */
const EXPIRED_ON_LIST = '2.5.29.60';

/** Extensions of a certificate, each DER, in the order of the content. */
export function certificateExtensions(content: CertificateContent): Uint8Array[] {
  const { purpose, origin } = alike(content);
  return [...purpose, subjectKey(content.publicKey), ...origin];
}

/** What certificates of one kind have in common, before and behind the identifier of their key. */
const alike = remembered(
  (content: Purpose & Origin) => ({ purpose: purposeExtensions(content), origin: originExtensions(content) }),
  ({ issuer, keyUsage, pathLength, policies, ocspResponder, timestampUnit, shortTerm, addresses: { issuerCertificate, ocsp, revocationList } }) =>
    JSON.stringify([
      toBase64(issuer.publicKey),
      keyUsage,
      pathLength,
      policies,
      ocspResponder,
      timestampUnit,
      shortTerm,
      issuerCertificate,
      ocsp,
      revocationList,
    ]),
);

type Purpose = Pick<CertificateContent, 'keyUsage' | 'pathLength' | 'ocspResponder' | 'timestampUnit'>;
type Origin = Pick<CertificateContent, 'issuer' | 'policies' | 'addresses' | 'shortTerm'>;

function purposeExtensions({ keyUsage, pathLength, ocspResponder, timestampUnit }: Purpose): Uint8Array[] {
  return [
    ...(pathLength === undefined ? [] : [extension(id_ce_basicConstraints, new BasicConstraints({ cA: true, pathLenConstraint: pathLength }), 'critical')]),
    extension(id_ce_keyUsage, keyUsageBits(keyUsage), 'critical'),
    ...(ocspResponder ? [extension(id_ce_extKeyUsage, new ExtendedKeyUsage([id_kp_OCSPSigning])), nothingInside(id_pkix_ocsp_nocheck)] : []),
    ...(timestampUnit ? [extension(id_ce_extKeyUsage, new ExtendedKeyUsage([id_kp_timeStamping]), 'critical')] : []),
  ];
}

function originExtensions({ issuer, policies, addresses, shortTerm }: Origin): Uint8Array[] {
  return [
    authorityKey(issuer.publicKey),
    ...(policies.length === 0 ? [] : [extension(id_ce_certificatePolicies, certificatePolicies(policies))]),
    ...informationAccess(addresses),
    ...(addresses.revocationList ? [extension(id_ce_cRLDistributionPoints, distributionPoint(addresses.revocationList))] : []),
    ...(shortTerm ? [nothingInside(VALIDITY_ASSURED), nothingInside(NO_REVOCATION_AVAILABLE)] : []),
  ];
}

/**
 * Extensions of a revocation list (RFC 5280 section 5.2): who signed it, its number, and since when certificates that have
 * expired stay on it (X.509 section 9.5.2.5). None is critical.
 */
export function listExtensions({ issuer, number, keepsExpiredSince }: RevocationListContent): Uint8Array[] {
  return [
    authorityKey(issuer.publicKey),
    extension(id_ce_cRLNumber, new CRLNumber(number)),
    der(new Extension({ extnID: EXPIRED_ON_LIST, critical: false, extnValue: new OctetString(generalizedTime(keepsExpiredSince)) })),
  ];
}

function extension(oid: string, value: unknown, critical?: 'critical'): Uint8Array {
  return der(new Extension({ extnID: oid, critical: critical !== undefined, extnValue: new OctetString(der(value)) }));
}

function nothingInside(oid: string): Uint8Array {
  return der(new Extension({ extnID: oid, critical: false, extnValue: new OctetString(Uint8Array.of(5, 0)) }));
}

function subjectKey(publicKey: Uint8Array): Uint8Array {
  return extension(id_ce_subjectKeyIdentifier, new SubjectKeyIdentifier(keyIdentifier(publicKey)));
}

function authorityKey(publicKey: Uint8Array): Uint8Array {
  return extension(id_ce_authorityKeyIdentifier, new AuthorityKeyIdentifier({ keyIdentifier: new KeyIdentifier(keyIdentifier(publicKey)) }));
}

const usageBits: Readonly<Record<KeyUsage, number>> = { digitalSignature: 0, nonRepudiation: 1, keyCertSign: 5, cRLSign: 6 };

/** A named bit list in DER ends with its last set bit (X.690 section 11.2.2). */
function keyUsageBits(usages: readonly KeyUsage[]): BitString {
  const positions = usages.map((usage) => usageBits[usage]);
  const value = positions.reduce((bits, position) => bits | (0x80 >> position), 0);
  return new BitString(exact(Uint8Array.of(value)), 7 - Math.max(...positions));
}

function certificatePolicies(oids: readonly string[]): CertificatePolicies {
  return new CertificatePolicies(oids.map((oid) => new PolicyInformation({ policyIdentifier: oid })));
}

function informationAccess({ issuerCertificate, ocsp }: CertificateAddresses): Uint8Array[] {
  const described = [...(issuerCertificate ? [access(id_ad_caIssuers, issuerCertificate)] : []), ...(ocsp ? [access(id_ad_ocsp, ocsp)] : [])];
  return described.length === 0 ? [] : [extension(id_pe_authorityInfoAccess, new AuthorityInfoAccessSyntax(described))];
}

function access(method: string, address: string): AccessDescription {
  return new AccessDescription({ accessMethod: method, accessLocation: at(address) });
}

function distributionPoint(address: string): CRLDistributionPoints {
  return new CRLDistributionPoints([new DistributionPoint({ distributionPoint: new DistributionPointName({ fullName: [at(address)] }) })]);
}

function at(address: string): GeneralName {
  return new GeneralName({ uniformResourceIdentifier: address });
}
