import { type DerExtension } from '@paraph/kernel';
import {
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_certificatePolicies,
  id_ce_cRLDistributionPoints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectKeyIdentifier,
  id_pe_authorityInfoAccess,
} from '@peculiar/asn1-x509';
import type { ExtensionFields } from '../../domain/x509/lint/certificate-fields.js';
import {
  readAuthorityKey,
  readConstraints,
  readInformationAccess,
  readKeyUsage,
  readLists,
  readPolicies,
  readPurposes,
  readStatements,
  readSubjectKey,
} from './extension-values.js';
import { QC_STATEMENTS } from './qc-statements.js';

/** The extensions that rules look into. Throws on one whose value is not what its identifier says. */
export function extensionFields(extensions: readonly DerExtension[]): ExtensionFields {
  const read = <Meaning extends object>(oid: string, meaning: (value: Uint8Array) => Meaning) => {
    const found = extensions.find((one) => one.oid === oid);
    return found && { critical: found.critical, ...meaning(found.value) };
  };
  return {
    keyUsage: read(id_ce_keyUsage, (value) => ({ usages: readKeyUsage(value) })),
    basicConstraints: read(id_ce_basicConstraints, readConstraints),
    extendedKeyUsage: read(id_ce_extKeyUsage, (value) => ({ purposes: readPurposes(value) })),
    subjectKey: read(id_ce_subjectKeyIdentifier, readSubjectKey),
    authorityKey: read(id_ce_authorityKeyIdentifier, readAuthorityKey),
    policies: read(id_ce_certificatePolicies, (value) => ({ identifiers: readPolicies(value) })),
    informationAccess: read(id_pe_authorityInfoAccess, readInformationAccess),
    distributionPoints: read(id_ce_cRLDistributionPoints, (value) => ({ lists: readLists(value) })),
    qcStatements: read(QC_STATEMENTS, (value) => ({ statements: readStatements(value) })),
  };
}
