import { context, DerFields, isSignedBy, readSigned, TAG } from '@paraph/kernel';
import { createPublicKey, X509Certificate, type KeyObject } from 'node:crypto';
import { CertificationRequestReader } from '../domain/certification-request-reader.js';

/** Reads requests as DER (RFC 2986 section 4) and verifies them with Node's crypto, by SHA-2 only (ACT-09). */
export class DerCertificationRequestReader extends CertificationRequestReader {
  override provenKey(csr: Uint8Array): Uint8Array | undefined {
    try {
      const whole = DerFields.of(csr);
      const signed = readSigned(whole);
      whole.end();
      const publicKey = requestedKey(new DerFields(signed.toBeSigned.content));
      return isSignedBy(signed, publicKey) ? encode(createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' })) : undefined;
    } catch {
      return undefined;
    }
  }

  override certifiedKey(certificate: Uint8Array): Uint8Array | undefined {
    try {
      return encode(new X509Certificate(certificate).publicKey);
    } catch {
      return undefined;
    }
  }
}

/** SubjectPublicKeyInfo of a CertificationRequestInfo. @throws NotDer */
function requestedKey(info: DerFields): Uint8Array {
  info.take(TAG.integer);
  info.take(TAG.sequence);
  const { encoded } = info.take(TAG.sequence);
  info.takeIf(context(0));
  info.end();
  return encoded;
}

function encode(key: KeyObject): Uint8Array {
  return new Uint8Array(key.export({ format: 'der', type: 'spki' }));
}
