import { BasicOCSPResponse, id_kp_OCSPSigning, OCSPResponse, OCSPResponseStatus, type ResponderID, type SingleResponse } from '@peculiar/asn1-ocsp';
import { AsnConvert } from '@peculiar/asn1-schema';
import { Certificate, ExtendedKeyUsage } from '@peculiar/asn1-x509';
import { createHash, X509Certificate } from 'node:crypto';
import { StatusAnswerJudge, UnfitStatus, type AskedCertificate, type VerifiedAnswer } from '../../domain/status-watch/status-readers.js';
import { certificateParts, serialText } from './certificate-parts.js';
import { isSignatureRight } from './signature-check.js';
import { statusQuestion } from './status-question.js';

const EXTENDED_KEY_USAGE = '2.5.29.37';
const SKEW_MS = 60_000;
/** An answer that does not say until when it holds, holds for so long. Milliseconds. */
const UNDATED_MS = 600_000;
/** Digests by which a certificate may be named in an answer; they only have to match (RFC 6960 section 4.3). */
const digests: Readonly<Record<string, string>> = { '1.3.14.3.2.26': 'sha1', '2.16.840.1.101.3.4.2.1': 'sha256' };

/** Asks in the way that every responder understands (RFC 5019), and believes the issuer or whom it appointed (RFC 6960 section 4.2.2.2). */
export class Asn1StatusAnswerJudge extends StatusAnswerJudge {
  override question({ certificate, issuer }: AskedCertificate): Uint8Array {
    return statusQuestion(certificateParts(certificate).serialNumber, certificateParts(issuer));
  }

  override judge(response: Uint8Array, asked: AskedCertificate, now: Date): VerifiedAnswer {
    try {
      return verified(response, asked, now);
    } catch (cause) {
      throw cause instanceof UnfitStatus ? cause : new UnfitStatus('what came is no OCSP answer', { cause });
    }
  }
}

function verified(response: Uint8Array, asked: AskedCertificate, now: Date): VerifiedAnswer {
  const basic = basicResponse(response);
  const signer = signersOf(basic, asked.issuer, now).find((one) => isBy(basic, one));
  if (!signer) throw new UnfitStatus('the answer is signed by nobody who may');
  const single = basic.tbsResponseData.responses.find((one) => isAbout(one, asked));
  if (!single) throw new UnfitStatus('the answer is about another certificate');
  requireFresh(single, now);
  const { certStatus, thisUpdate } = single;
  if (certStatus.revoked) return { thisUpdate, revokedAt: certStatus.revoked.revocationTime };
  if (certStatus.good === undefined) throw new UnfitStatus('the responder does not know the certificate');
  return { thisUpdate };
}

function basicResponse(response: Uint8Array): BasicOCSPResponse {
  const { responseStatus, responseBytes } = AsnConvert.parse(response, OCSPResponse);
  if (responseStatus !== OCSPResponseStatus.successful || !responseBytes) throw new UnfitStatus('the responder answers with an error');
  return AsnConvert.parse(responseBytes.response.buffer, BasicOCSPResponse);
}

/** The issuer, and those it appointed to answer: their certificates come along, are signed by it, and are for that. DER. */
function signersOf({ certs = [] }: BasicOCSPResponse, issuer: Uint8Array, now: Date): readonly Uint8Array[] {
  const authority = new X509Certificate(issuer);
  const appointed = certs.map((one) => new Uint8Array(AsnConvert.serialize(one))).filter((der) => isAppointed(der, authority, now));
  return [issuer, ...appointed];
}

function isAppointed(der: Uint8Array, issuer: X509Certificate, now: Date): boolean {
  const one = new X509Certificate(der);
  const isNow = one.validFromDate.getTime() <= now.getTime() + SKEW_MS && one.validToDate >= now;
  const extension = AsnConvert.parse(der, Certificate).tbsCertificate.extensions?.find(({ extnID }) => extnID === EXTENDED_KEY_USAGE);
  const isForAnswers = extension !== undefined && AsnConvert.parse(extension.extnValue.buffer, ExtendedKeyUsage).includes(id_kp_OCSPSigning);
  return isNow && isForAnswers && one.checkIssued(issuer) && one.verify(issuer.publicKey);
}

function isBy(basic: BasicOCSPResponse, signer: Uint8Array): boolean {
  const { subject, publicKey, keyBits } = certificateParts(signer);
  const { responderID } = basic.tbsResponseData;
  if (!isNamed(responderID, { subject, keyBits })) return false;
  return isSignatureRight({
    data: new Uint8Array(basic.tbsResponseDataRaw ?? AsnConvert.serialize(basic.tbsResponseData)),
    algorithm: new Uint8Array(AsnConvert.serialize(basic.signatureAlgorithm)),
    signature: new Uint8Array(basic.signature),
    publicKey,
  });
}

function isNamed({ byName, byKey }: ResponderID, { subject, keyBits }: { readonly subject: Uint8Array; readonly keyBits: Uint8Array }): boolean {
  if (byKey) return createHash('sha1').update(keyBits).digest().equals(new Uint8Array(byKey.buffer));
  return byName !== undefined && Buffer.from(AsnConvert.serialize(byName)).equals(subject);
}

function isAbout({ certID }: SingleResponse, { certificate, issuer }: AskedCertificate): boolean {
  const digest = digests[certID.hashAlgorithm.algorithm];
  if (digest === undefined) return false;
  const { subject, keyBits } = certificateParts(issuer);
  const matches = (bytes: Uint8Array, given: ArrayBuffer): boolean => createHash(digest).update(bytes).digest().equals(new Uint8Array(given));
  const isSerial = serialText(new Uint8Array(certID.serialNumber)) === serialText(certificateParts(certificate).serialNumber);
  return isSerial && matches(subject, certID.issuerNameHash.buffer) && matches(keyBits, certID.issuerKeyHash.buffer);
}

function requireFresh({ thisUpdate, nextUpdate }: SingleResponse, now: Date): void {
  const until = nextUpdate?.getTime() ?? thisUpdate.getTime() + UNDATED_MS;
  if (thisUpdate.getTime() > now.getTime() + SKEW_MS) throw new UnfitStatus('the answer is of the future: its clock or ours is wrong');
  if (until < now.getTime() - SKEW_MS) throw new UnfitStatus('the answer is stale');
}
