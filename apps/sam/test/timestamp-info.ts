import { ContentInfo, SignedData } from '@peculiar/asn1-cms';
import { AsnConvert } from '@peculiar/asn1-schema';
import { TimeStampResp, TSTInfo } from '@peculiar/asn1-tsp';

/** What a time-stamp says, read from its response. */
export function timestampInfo(response: Uint8Array) {
  const { timeStampToken } = AsnConvert.parse(response, TimeStampResp);
  if (!timeStampToken) throw new Error('no time-stamp was granted');
  const { content } = AsnConvert.parse(AsnConvert.serialize(timeStampToken), ContentInfo);
  const { encapContentInfo, certificates } = AsnConvert.parse(content, SignedData);
  const { policy, messageImprint, serialNumber, genTime, accuracy, nonce } = AsnConvert.parse(encapContentInfo.eContent?.single?.buffer ?? content, TSTInfo);
  return {
    policy,
    hashAlgorithm: messageImprint.hashAlgorithm.algorithm,
    hash: new Uint8Array(messageImprint.hashedMessage.buffer),
    serialNumber: Buffer.from(serialNumber).toString('hex'),
    time: genTime,
    accuracySeconds: accuracy?.seconds,
    nonce: nonce && BigInt(`0x${Buffer.from(nonce).toString('hex')}`),
    certificates: certificates?.length ?? 0,
  };
}
