import { OCSPRequest } from '@peculiar/asn1-ocsp';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { Extension, Extensions } from '@peculiar/asn1-x509';

const NONCE = '1.3.6.1.5.5.7.48.1.2';

/** The same request with a nonce (RFC 9654). */
export function withNonce(request: Uint8Array, nonce: Uint8Array): Uint8Array {
  const read = AsnConvert.parse(request, OCSPRequest);
  const value = new OctetString(AsnConvert.serialize(new OctetString(nonce)));
  read.tbsRequest.requestExtensions = new Extensions([new Extension({ extnID: NONCE, extnValue: value })]);
  return new Uint8Array(AsnConvert.serialize(read));
}
