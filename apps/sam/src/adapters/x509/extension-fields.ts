import { AsnConvert, BitString } from '@peculiar/asn1-schema';
import {
  AuthorityInfoAccessSyntax,
  AuthorityKeyIdentifier,
  BasicConstraints,
  CertificatePolicies,
  CRLDistributionPoints,
  ExtendedKeyUsage,
  id_ad_caIssuers,
  id_ad_ocsp,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_certificatePolicies,
  id_ce_cRLDistributionPoints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectKeyIdentifier,
  id_pe_authorityInfoAccess,
  SubjectKeyIdentifier,
  type Extension,
} from '@peculiar/asn1-x509';
import type { ExtensionFields } from '../../domain/x509/lint/certificate-fields.js';
import { keyUsageNames } from './key-usage-names.js';
import { QC_STATEMENTS, readQcStatements } from './qc-statements.js';

/** The extensions that rules look into. Throws on one whose value is not what its identifier says. */
export function extensionFields(extensions: readonly Extension[]): ExtensionFields {
  const read = <Meaning extends object>(oid: string, meaning: (value: ArrayBuffer) => Meaning) => {
    const found = extensions.find(({ extnID }) => extnID === oid);
    return found && { critical: found.critical, ...meaning(found.extnValue.buffer) };
  };
  return {
    keyUsage: read(id_ce_keyUsage, (value) => ({ usages: keyUsageNames(AsnConvert.parse(value, BitString).value) })),
    basicConstraints: read(id_ce_basicConstraints, (value) => {
      const { cA, pathLenConstraint } = AsnConvert.parse(value, BasicConstraints);
      return { isAuthority: cA, pathLength: pathLenConstraint };
    }),
    extendedKeyUsage: read(id_ce_extKeyUsage, (value) => ({ purposes: [...AsnConvert.parse(value, ExtendedKeyUsage)] })),
    subjectKey: read(id_ce_subjectKeyIdentifier, (value) => ({ identifier: hex(AsnConvert.parse(value, SubjectKeyIdentifier).buffer) })),
    authorityKey: read(id_ce_authorityKeyIdentifier, (value) => {
      const { keyIdentifier } = AsnConvert.parse(value, AuthorityKeyIdentifier);
      return { identifier: keyIdentifier && hex(keyIdentifier.buffer) };
    }),
    policies: read(id_ce_certificatePolicies, (value) => ({
      identifiers: [...AsnConvert.parse(value, CertificatePolicies)].map(({ policyIdentifier }) => policyIdentifier),
    })),
    informationAccess: read(id_pe_authorityInfoAccess, (value) => {
      const described = [...AsnConvert.parse(value, AuthorityInfoAccessSyntax)];
      const at = (method: string) =>
        described.filter(({ accessMethod }) => accessMethod === method).map(({ accessLocation }) => accessLocation.uniformResourceIdentifier ?? '');
      return { issuers: at(id_ad_caIssuers), responders: at(id_ad_ocsp) };
    }),
    distributionPoints: read(id_ce_cRLDistributionPoints, (value) => ({
      lists: [...AsnConvert.parse(value, CRLDistributionPoints)].flatMap(({ distributionPoint }) =>
        (distributionPoint?.fullName ?? []).map(({ uniformResourceIdentifier }) => uniformResourceIdentifier ?? ''),
      ),
    })),
    qcStatements: read(QC_STATEMENTS, (value) => ({ statements: readQcStatements(value) })),
  };
}

function hex(bytes: ArrayBuffer): string {
  return Buffer.from(bytes).toString('hex');
}
