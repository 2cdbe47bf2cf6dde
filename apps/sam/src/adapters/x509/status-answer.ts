import {
  BasicOCSPResponse,
  CertID,
  CertStatus,
  id_pkix_ocsp_basic,
  KeyHash,
  OCSPResponse,
  OCSPResponseStatus,
  ResponderID,
  ResponseBytes,
  ResponseData,
  RevokedInfo,
  SingleResponse,
} from '@peculiar/asn1-ocsp';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier, Certificate, CRLReason, CRLReasons, Extension, Extensions } from '@peculiar/asn1-x509';
import { createHash } from 'node:crypto';
import type { CertificateStatus, StatusAnswerContent } from '../../domain/x509/contents.js';
import type { CompositionKey } from '../../domain/x509/x509-composer.js';
import { der, exact, generalizedTime, integerContent, wholeSeconds } from './bytes.js';
import { hashKey } from './key-hashes.js';
import { encodeName } from './names.js';
import { signatureAlgorithm } from './signature-algorithms.js';

/** Digests that clients name certificates with; nothing is trusted to them, they only have to match (RFC 6960 section 4.3). */
const idDigests = [
  { algorithm: 'sha1', oid: '1.3.14.3.2.26' },
  { algorithm: 'sha256', oid: '2.16.840.1.101.3.4.2.1' },
] as const;

const [NONCE, ARCHIVE_CUT_OFF] = ['1.3.6.1.5.5.7.48.1.2', '1.3.6.1.5.5.7.48.1.6'] as const;

/**
 * The part of an answer that is signed. It holds the status once for each digest a client may have named the
 * certificate with, so that one answer fits all clients and can be kept in a cache.
 */
export function responseData(content: StatusAnswerContent, key: CompositionKey): ResponseData {
  const { issuer, serialNumber } = content;
  const thisUpdate = wholeSeconds(content.thisUpdate);
  const nextUpdate = wholeSeconds(content.nextUpdate);
  const nameBytes = encodeName(issuer.name);
  const singleExtensions = new Extensions([bare(ARCHIVE_CUT_OFF, generalizedTime(content.archiveCutOff))]);
  const responses = idDigests.map(({ algorithm, oid }) => {
    const certID = new CertID({
      hashAlgorithm: new AlgorithmIdentifier({ algorithm: oid, parameters: Uint8Array.of(5, 0).buffer }),
      issuerNameHash: new OctetString(createHash(algorithm).update(nameBytes).digest()),
      issuerKeyHash: new OctetString(hashKey(algorithm, issuer.publicKey)),
      serialNumber: integerContent(serialNumber),
    });
    return new SingleResponse({ certID, certStatus: certificateStatus(content.status), thisUpdate, nextUpdate, singleExtensions });
  });
  const responderID = new ResponderID({ byKey: new KeyHash(hashKey('sha1', key.publicKey)) });
  const { nonce } = content;
  const responseExtensions = nonce && { responseExtensions: new Extensions([bare(NONCE, der(new OctetString(nonce)))]) };
  return new ResponseData({ responderID, producedAt: thisUpdate, responses, ...responseExtensions });
}

/** The whole answer around the signed part. */
export function wholeAnswer(signed: { data: ResponseData; raw: Uint8Array; signature: ArrayBuffer }, key: CompositionKey, responder: Uint8Array): Uint8Array {
  const basic = new BasicOCSPResponse({
    tbsResponseData: signed.data,
    tbsResponseDataRaw: exact(signed.raw),
    signatureAlgorithm: signatureAlgorithm(key.algorithm),
    signature: signed.signature,
    certs: [AsnConvert.parse(exact(responder), Certificate)],
  });
  const responseBytes = new ResponseBytes({ responseType: id_pkix_ocsp_basic, response: new OctetString(der(basic)) });
  return der(new OCSPResponse({ responseStatus: OCSPResponseStatus.successful, responseBytes }));
}

function bare(extnID: string, value: Uint8Array): Extension {
  return new Extension({ extnID, critical: false, extnValue: new OctetString(value) });
}

function certificateStatus(status: CertificateStatus): CertStatus {
  if (status.kind === 'good') return new CertStatus({ good: null });
  if (status.kind === 'unknown') return new CertStatus({ unknown: null });
  const { revokedAt, reason } = status.revocation;
  const revocationReason = reason === 'unspecified' ? {} : { revocationReason: new CRLReason(CRLReasons[reason]) };
  return new CertStatus({ revoked: new RevokedInfo({ revocationTime: wholeSeconds(revokedAt), ...revocationReason }) });
}
