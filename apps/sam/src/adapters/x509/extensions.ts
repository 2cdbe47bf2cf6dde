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

/** EN 319 412-1 section 5.2: the issuer stands for the validity of this short life. */
export const VALIDITY_ASSURED = '0.4.0.194121.2.1';
/** RFC 9608 section 2: nobody will say anything about its revocation. */
export const NO_REVOCATION_AVAILABLE = '2.5.29.56';

/** expiredCertsOnCRL. */
const EXPIRED_ON_LIST = '2.5.29.60';

/** Extensions of a certificate, in the order of the content. */
export function certificateExtensions(content: CertificateContent): Extension[] {
  const { issuer, publicKey, keyUsage, pathLength, policies, ocspResponder, timestampUnit, shortTerm, addresses } = content;
  return [
    ...(pathLength === undefined ? [] : [extension(id_ce_basicConstraints, new BasicConstraints({ cA: true, pathLenConstraint: pathLength }), 'critical')]),
    extension(id_ce_keyUsage, keyUsageBits(keyUsage), 'critical'),
    ...(ocspResponder ? [extension(id_ce_extKeyUsage, new ExtendedKeyUsage([id_kp_OCSPSigning])), nothingInside(id_pkix_ocsp_nocheck)] : []),
    ...(timestampUnit ? [extension(id_ce_extKeyUsage, new ExtendedKeyUsage([id_kp_timeStamping]), 'critical')] : []),
    extension(id_ce_subjectKeyIdentifier, new SubjectKeyIdentifier(keyIdentifier(publicKey))),
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
export function listExtensions({ issuer, number, keepsExpiredSince }: RevocationListContent): Extension[] {
  const since = new OctetString(generalizedTime(keepsExpiredSince));
  return [
    authorityKey(issuer.publicKey),
    extension(id_ce_cRLNumber, new CRLNumber(number)),
    new Extension({ extnID: EXPIRED_ON_LIST, critical: false, extnValue: since }),
  ];
}

function extension(oid: string, value: unknown, critical?: 'critical'): Extension {
  return new Extension({ extnID: oid, critical: critical !== undefined, extnValue: new OctetString(der(value)) });
}

function nothingInside(oid: string): Extension {
  return new Extension({ extnID: oid, critical: false, extnValue: new OctetString(Uint8Array.of(5, 0)) });
}

function authorityKey(publicKey: Uint8Array): Extension {
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

function informationAccess({ issuerCertificate, ocsp }: CertificateAddresses): Extension[] {
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
