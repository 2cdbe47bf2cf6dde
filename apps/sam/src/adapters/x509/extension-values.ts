import { onlyElement, TAG } from '@paraph/kernel';
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
} from '@peculiar/asn1-x509';
import { exact } from './bytes.js';
import { keyUsageNames } from './key-usage-names.js';
import { readQcStatements } from './qc-statements.js';
import { remembered, textOf } from './remembered.js';

/** What the value of an extension says. Throws on one that is not what its identifier says. */
const value = <Meaning extends object>(meaning: (value: ArrayBuffer) => Meaning) => remembered((bytes: Uint8Array) => meaning(exact(bytes)), textOf);

export const readKeyUsage = value((bytes) => keyUsageNames(AsnConvert.parse(bytes, BitString).value));

export const readConstraints = value((bytes) => {
  const { cA, pathLenConstraint } = AsnConvert.parse(bytes, BasicConstraints);
  return { isAuthority: cA, pathLength: pathLenConstraint };
});

export const readPurposes = value((bytes) => [...AsnConvert.parse(bytes, ExtendedKeyUsage)]);

export const readAuthorityKey = value((bytes) => {
  const { keyIdentifier } = AsnConvert.parse(bytes, AuthorityKeyIdentifier);
  return { identifier: keyIdentifier && hex(new Uint8Array(keyIdentifier.buffer)) };
});

export const readPolicies = value((bytes) => [...AsnConvert.parse(bytes, CertificatePolicies)].map(({ policyIdentifier }) => policyIdentifier));

export const readInformationAccess = value((bytes) => {
  const described = [...AsnConvert.parse(bytes, AuthorityInfoAccessSyntax)];
  const at = (method: string) =>
    described.filter(({ accessMethod }) => accessMethod === method).map(({ accessLocation }) => accessLocation.uniformResourceIdentifier ?? '');
  return { issuers: at(id_ad_caIssuers), responders: at(id_ad_ocsp) };
});

export const readLists = value((bytes) =>
  [...AsnConvert.parse(bytes, CRLDistributionPoints)].flatMap(({ distributionPoint }) =>
    (distributionPoint?.fullName ?? []).map(({ uniformResourceIdentifier }) => uniformResourceIdentifier ?? ''),
  ),
);

export const readStatements = value(readQcStatements);

/** Another one in each certificate: not worth remembering. */
export function readSubjectKey(bytes: Uint8Array): { readonly identifier: string } {
  return { identifier: hex(onlyElement(bytes, TAG.octetString).content) };
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
