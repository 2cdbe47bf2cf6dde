import { ContentInfo, id_signedData, SignedData } from '@peculiar/asn1-cms';
import { AsnConvert } from '@peculiar/asn1-schema';
import { id_ct_tstInfo, PKIStatus, TimeStampResp, TSTInfo } from '@peculiar/asn1-tsp';
import { X509Certificate } from 'node:crypto';
import { isForTimestamps, leadsTo } from './certificate-path.js';
import { attributesAsSigned, whyNotSigned, type Why } from './cms-signature.js';
import { membersOf } from './der.js';
import type { TimestampQuestion } from './timestamp-request.js';

/** What a time-stamp is held against beside the question. */
export interface TimestampDemands {
  /** Dotted; without one any policy passes. */
  readonly policy?: string | undefined;
  /** Whom the authority's certificate must lead to; without any, whatever brought it is all that says whose it is. */
  readonly anchors?: readonly X509Certificate[] | undefined;
}

/** A time-stamp that is right. */
export interface Timestamp {
  /** TimeStampToken, DER. */
  readonly token: Uint8Array;
  readonly time: Date;
}

/** Bytes that are not the time-stamp that was asked for; the message says why, in English. */
export class TimestampRefused extends Error {
  constructor(
    readonly why: Why,
    options?: ErrorOptions,
  ) {
    super(why.en, options);
  }
}

/** The time-stamp of an answer that is right in everything (RFC 3161 section 2.4.2). @throws TimestampRefused */
export function readTimestampResponse(response: Uint8Array, question: TimestampQuestion, demands: TimestampDemands): Timestamp {
  return readable(() => {
    const { status } = AsnConvert.parse(response, TimeStampResp);
    if (status.status !== PKIStatus.granted) throw new TimestampRefused({ en: `its status is ${status.status}`, fr: `son statut est ${status.status}` });
    // The bytes that came: whoever encodes a signed structure again may end up with another one.
    const token = membersOf(response)[1]?.whole;
    if (!token) throw new TimestampRefused({ en: 'it has no time-stamp', fr: 'il n’a pas d’horodatage' });
    return check(token, question, demands);
  });
}

/** The time-stamp of a token that is right in everything. Nothing of it is believed that was not checked. @throws TimestampRefused */
export function readTimestamp(token: Uint8Array, question: TimestampQuestion, demands: TimestampDemands): Timestamp {
  return readable(() => check(token, question, demands));
}

function readable(read: () => Timestamp): Timestamp {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof TimestampRefused) throw cause;
    throw new TimestampRefused({ en: 'it is not readable', fr: 'il est illisible' }, { cause });
  }
}

function check(token: Uint8Array, question: TimestampQuestion, demands: TimestampDemands): Timestamp {
  const { contentType, content } = AsnConvert.parse(token, ContentInfo);
  if (contentType !== id_signedData) throw new TimestampRefused({ en: 'its time-stamp is not signed data', fr: 'son horodatage n’est pas une donnée signée' });
  const { encapContentInfo, certificates = [], signerInfos } = AsnConvert.parse(content, SignedData);
  const [signer, ...others] = signerInfos;
  if (encapContentInfo.eContentType !== id_ct_tstInfo || !signer || others.length > 0)
    throw new TimestampRefused({ en: 'its time-stamp is not that of one signer', fr: 'son horodatage n’est pas celui d’un seul signataire' });
  const bytes = new Uint8Array(encapContentInfo.eContent?.single?.buffer ?? new ArrayBuffer(0));
  const info = AsnConvert.parse(bytes, TSTInfo);
  compare(info, question, demands.policy);

  const known = certificates.flatMap(({ certificate }) => (certificate ? [new X509Certificate(Buffer.from(AsnConvert.serialize(certificate)))] : []));
  const signed = { type: id_ct_tstInfo, bytes, attributes: attributesAsSigned(new Uint8Array(content)) };
  const reasons = known.filter(isForTimestamps).map((certificate) => ({ certificate, why: whyNotSigned(signer, signed, certificate) }));
  const certificate = reasons.find(({ why }) => why === undefined)?.certificate;
  if (!certificate)
    throw new TimestampRefused(reasons[0]?.why ?? { en: 'no certificate for time-stamps came with it', fr: 'aucun certificat d’horodatage ne l’accompagne' });
  const anchors = demands.anchors ?? [certificate];
  if (!leadsTo(anchors, { certificate, others: known, at: info.genTime }))
    throw new TimestampRefused({
      en: 'its certificate leads to none that is trusted, or was not valid then',
      fr: 'son certificat ne mène à aucun qui soit de confiance, ou n’était pas valide alors',
    });
  return { token: new Uint8Array(token), time: info.genTime };
}

function compare({ policy, messageImprint, nonce }: TSTInfo, question: TimestampQuestion, demanded: string | undefined): void {
  const { hashAlgorithm, hashedMessage } = messageImprint;
  if (hashAlgorithm.algorithm !== question.hashAlgorithmOid || !Buffer.from(question.hash).equals(new Uint8Array(hashedMessage.buffer)))
    throw new TimestampRefused({ en: 'it is for another digest', fr: 'il porte sur une autre empreinte' });
  if (question.nonce !== undefined && (nonce === undefined || integer(nonce) !== BigInt(question.nonce)))
    throw new TimestampRefused({ en: 'it answers another question', fr: 'il répond à une autre question' });
  if (demanded !== undefined && policy !== demanded)
    throw new TimestampRefused({ en: 'it was given under another policy', fr: 'il a été délivré sous une autre politique' });
}

/** A DER INTEGER's content; a nonce is never negative. */
function integer(bytes: ArrayBuffer): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`);
}
