import { ContentInfo, id_signedData, SignedData } from '@peculiar/asn1-cms';
import { AsnConvert } from '@peculiar/asn1-schema';
import { id_ct_tstInfo, PKIStatus, TimeStampResp, TSTInfo } from '@peculiar/asn1-tsp';
import { ServiceError } from '@paraph/contracts';
import { X509Certificate } from 'node:crypto';
import { TimestampReader, type Timestamp, type TimestampQuestion } from '../../domain/timestamp.js';
import { isForTimestamps, leadsTo } from './certificate-path.js';
import { attributesAsSigned, whyNotSigned } from './cms-signature.js';
import { membersOf } from './der.js';

/** What answers are held against beside the question. */
export interface TimestampDemands {
  /** Dotted; without one any policy passes. */
  readonly policy?: string | undefined;
  /** Whom the authority's certificate must lead to; without any, the connection is all that says whose it is. */
  readonly anchors?: readonly X509Certificate[] | undefined;
}

/** Reads TimeStampResp, and believes nothing of it that it has not checked (RFC 3161 sections 2.2 and 2.4.2). */
export class Rfc3161Reader extends TimestampReader {
  constructor(private readonly demands: TimestampDemands = {}) {
    super();
  }

  override read(response: Uint8Array, question: TimestampQuestion): Timestamp {
    try {
      return this.check(response, question);
    } catch (cause) {
      if (cause instanceof ServiceError) throw cause;
      throw refused('it is not readable', cause);
    }
  }

  private check(response: Uint8Array, question: TimestampQuestion): Timestamp {
    const { status } = AsnConvert.parse(response, TimeStampResp);
    if (status.status !== PKIStatus.granted) throw refused(`its status is ${status.status}`);
    // The bytes that came: whoever encodes a signed structure again may end up with another one.
    const token = membersOf(response)[1]?.whole;
    if (!token) throw refused('it has no time-stamp');
    const { contentType, content } = AsnConvert.parse(token, ContentInfo);
    if (contentType !== id_signedData) throw refused('its time-stamp is not signed data');
    const { encapContentInfo, certificates = [], signerInfos } = AsnConvert.parse(content, SignedData);
    const [signer, ...others] = signerInfos;
    if (encapContentInfo.eContentType !== id_ct_tstInfo || !signer || others.length > 0) throw refused('its time-stamp is not that of one signer');
    const bytes = new Uint8Array(encapContentInfo.eContent?.single?.buffer ?? new ArrayBuffer(0));
    const info = AsnConvert.parse(bytes, TSTInfo);
    this.compare(info, question);

    const known = certificates.flatMap(({ certificate }) => (certificate ? [new X509Certificate(Buffer.from(AsnConvert.serialize(certificate)))] : []));
    const signed = { type: id_ct_tstInfo, bytes, attributes: attributesAsSigned(new Uint8Array(content)) };
    const reasons = known.filter(isForTimestamps).map((certificate) => ({ certificate, why: whyNotSigned(signer, signed, certificate) }));
    const certificate = reasons.find(({ why }) => why === undefined)?.certificate;
    if (!certificate) throw refused(reasons[0]?.why ?? 'no certificate for time-stamps came with it');
    const anchors = this.demands.anchors ?? [certificate];
    if (!leadsTo(anchors, { certificate, others: known, at: info.genTime }))
      throw refused('its certificate leads to none that is trusted, or was not valid then');
    return { token: new Uint8Array(token), time: info.genTime };
  }

  private compare({ policy, messageImprint, nonce }: TSTInfo, question: TimestampQuestion): void {
    const { hashAlgorithm, hashedMessage } = messageImprint;
    if (hashAlgorithm.algorithm !== question.hashAlgorithmOid || !Buffer.from(question.hash).equals(new Uint8Array(hashedMessage.buffer)))
      throw refused('it is for another digest');
    if (question.nonce !== undefined && (nonce === undefined || integer(nonce) !== BigInt(question.nonce))) throw refused('it answers another question');
    if (this.demands.policy !== undefined && policy !== this.demands.policy) throw refused('it was given under another policy');
  }
}

/** A DER INTEGER's content; a nonce is never negative. */
function integer(bytes: ArrayBuffer): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`);
}

function refused(why: string, cause?: unknown): ServiceError {
  return new ServiceError('timestamp.refused', 'the time-stamping authority gave no time-stamp that is right', { cause: new Error(why, { cause }) });
}
