import { BasicOCSPResponse, OCSPResponse } from '@peculiar/asn1-ocsp';
import { AsnConvert } from '@peculiar/asn1-schema';
import { CertificateList } from '@peculiar/asn1-x509';

/** What an OCSP answer says of the one certificate it is about. */
export function statusIn(response: Uint8Array): 'good' | 'revoked' | 'unknown' {
  const { responseBytes } = AsnConvert.parse(response, OCSPResponse);
  if (!responseBytes) throw new Error('an answer without bytes');
  const { tbsResponseData } = AsnConvert.parse(responseBytes.response.buffer, BasicOCSPResponse);
  const said = new Set(tbsResponseData.responses.map(({ certStatus }) => (certStatus.revoked ? 'revoked' : certStatus.unknown === null ? 'unknown' : 'good')));
  const [status] = said;
  if (!status || said.size !== 1) throw new Error('an answer that contradicts itself');
  return status;
}

/** Serial numbers on a revocation list, in its order. */
export function serialNumbersOn(crl: Uint8Array): string[] {
  const { revokedCertificates = [] } = AsnConvert.parse(crl, CertificateList).tbsCertList;
  return revokedCertificates.map(({ userCertificate }) => Buffer.from(userCertificate).toString('hex'));
}
