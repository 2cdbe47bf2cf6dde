import {
  CertificateChoices,
  CertificateSet,
  CMSVersion,
  DigestAlgorithmIdentifiers,
  EncapsulatedContent,
  EncapsulatedContentInfo,
  id_signedData,
  IssuerAndSerialNumber,
  SignedData,
  SignerIdentifier,
  SignerInfo,
  SignerInfos,
} from '@peculiar/asn1-cms';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { Accuracy, id_ct_tstInfo, MessageImprint, PKIStatus, PKIStatusInfo, TimeStampResp, TimeStampToken, TSTInfo } from '@peculiar/asn1-tsp';
import { AlgorithmIdentifier, Certificate } from '@peculiar/asn1-x509';
import { createHash } from 'node:crypto';
import { TimestampComposer, type TimestampContent } from '../../domain/timestamp/timestamp-composer.js';
import type { Delegate } from '../../domain/x509/authorities.js';
import { der, exact, integerContent } from '../x509/bytes.js';
import { signStructure } from '../x509/sign-structure.js';
import { digestFor, signatureAlgorithm } from '../x509/signature-algorithms.js';
import { digestOids } from './digest-oids.js';
import { inOrder, signedAttributes, signedAttributesAsSigned } from './signed-attributes.js';

/** Composes time-stamps as CMS SignedData over a TSTInfo (RFC 3161 section 2.4.2, RFC 5652 section 5). */
export class Asn1TimestampComposer extends TimestampComposer {
  override async response(content: TimestampContent, unit: Delegate): Promise<Uint8Array> {
    const info = der(timestampInfo(content));
    const digest = digestFor(unit.key.algorithm);
    const attributes = signedAttributes({ digest: createHash(digest).update(info).digest(), certificate: unit.certificate });
    const signature = await signStructure(signedAttributesAsSigned(attributes), unit.key);

    const digestAlgorithm = new AlgorithmIdentifier({ algorithm: digestOids[digest] });
    const { issuer, serialNumber } = AsnConvert.parse(exact(unit.certificate), Certificate).tbsCertificate;
    const signer = new SignerInfo({
      version: CMSVersion.v1,
      sid: new SignerIdentifier({ issuerAndSerialNumber: new IssuerAndSerialNumber({ issuer, serialNumber }) }),
      digestAlgorithm,
      signedAttrs: attributes,
      signatureAlgorithm: signatureAlgorithm(unit.key.algorithm),
      signature: new OctetString(signature),
    });
    const signedData = new SignedData({
      // Version 3 for what is not plain data (RFC 5652 section 5.1).
      version: CMSVersion.v3,
      digestAlgorithms: new DigestAlgorithmIdentifiers([digestAlgorithm]),
      encapContentInfo: new EncapsulatedContentInfo({ eContentType: id_ct_tstInfo, eContent: new EncapsulatedContent({ single: new OctetString(info) }) }),
      ...(content.certificates.length === 0 ? {} : { certificates: certificateSet(content.certificates) }),
      signerInfos: new SignerInfos([signer]),
    });
    const timeStampToken = new TimeStampToken({ contentType: id_signedData, content: exact(der(signedData)) });
    return der(new TimeStampResp({ status: new PKIStatusInfo({ status: PKIStatus.granted }), timeStampToken }));
  }
}

function timestampInfo({ policyOid, imprint, serialNumber, time, accuracySeconds, nonce }: TimestampContent): TSTInfo {
  return new TSTInfo({
    policy: policyOid,
    messageImprint: new MessageImprint({
      // With NULL, as nearly all requesters write it: the imprint has to be the one they asked for (RFC 3161 section 2.4.2).
      hashAlgorithm: new AlgorithmIdentifier({ algorithm: digestOids[imprint.algorithm], parameters: Uint8Array.of(5, 0).buffer }),
      hashedMessage: new OctetString(imprint.value),
    }),
    serialNumber: integerContent(serialNumber),
    genTime: time,
    accuracy: new Accuracy({ seconds: accuracySeconds }),
    ...(nonce === undefined ? {} : { nonce: integerContent(nonce) }),
  });
}

function certificateSet(certificates: readonly Uint8Array[]): CertificateSet {
  return new CertificateSet(inOrder(certificates.map((one) => new CertificateChoices({ certificate: AsnConvert.parse(exact(one), Certificate) }))));
}
