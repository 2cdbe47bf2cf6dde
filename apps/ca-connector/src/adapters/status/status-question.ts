import { createHash } from 'node:crypto';
import type { CertificateParts } from './certificate-parts.js';

const [SEQUENCE, INTEGER, OCTETS] = [0x30, 0x02, 0x04];
/** AlgorithmIdentifier of SHA-1, which every responder knows; it names and protects nothing. */
const SHA1 = Buffer.from('300906052b0e03021a0500', 'hex');

/** OCSPRequest about one certificate (RFC 6960 section 4.1.1), without a nonce: an answer that was made ahead of time will do. DER. */
export function statusQuestion(serialNumber: Uint8Array, { subject, keyBits }: Pick<CertificateParts, 'subject' | 'keyBits'>): Uint8Array {
  const sha1 = (bytes: Uint8Array): Buffer => createHash('sha1').update(bytes).digest();
  const certId = der(SEQUENCE, SHA1, der(OCTETS, sha1(subject)), der(OCTETS, sha1(keyBits)), der(INTEGER, serialNumber));
  return new Uint8Array(der(SEQUENCE, der(SEQUENCE, der(SEQUENCE, der(SEQUENCE, certId)))));
}

/** Everything here is shorter than 256 octets. */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const length = content.length < 0x80 ? [content.length] : [0x81, content.length];
  return Buffer.concat([Uint8Array.of(tag, ...length), content]);
}
