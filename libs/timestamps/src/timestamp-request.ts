import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { MessageImprint, TimeStampReq, TimeStampReqVersion } from '@peculiar/asn1-tsp';
import { AlgorithmIdentifier } from '@peculiar/asn1-x509';

/** SHA-256 as a time-stamp names it (RFC 5754 section 2.2). */
export const SHA256_OID = '2.16.840.1.101.3.4.2.1';

/** What a time-stamp is wanted for. */
export interface TimestampQuestion {
  readonly hashAlgorithmOid: string;
  readonly hash: Uint8Array;
  /** Decimal. */
  readonly nonce?: string | undefined;
}

/** TimeStampReq, DER, with the certificate asked for: a token that nobody can verify alone is of no use to anybody. */
export function timestampRequest({ hashAlgorithmOid, hash, nonce }: TimestampQuestion, policy?: string): Uint8Array<ArrayBuffer> {
  const request = new TimeStampReq({
    version: TimeStampReqVersion.v1,
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithm: hashAlgorithmOid, parameters: Uint8Array.of(5, 0).buffer }),
      hashedMessage: new OctetString(hash),
    }),
    ...(policy === undefined ? {} : { reqPolicy: policy }),
    ...(nonce === undefined ? {} : { nonce: integerContent(BigInt(nonce)) }),
    certReq: true,
  });
  return new Uint8Array(AsnConvert.serialize(request));
}

/** A positive INTEGER's content: a leading zero keeps it positive (X.690 section 8.3). */
function integerContent(value: bigint): ArrayBuffer {
  const hex = value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  return Uint8Array.from(Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, 'hex')).buffer;
}
