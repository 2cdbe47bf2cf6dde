import { ServiceError } from '@paraph/contracts';
import { X509Certificate } from 'node:crypto';
import { isStrongKey } from './check-client-key.js';

/**
 * Checks a certificate a client will prove itself with in the TLS connection. It is pinned, so its issuer and its validity say
 * nothing (RFC 8705 section 2.2); its key must be strong.
 */
export function checkClientCertificate(der: string, place: number): void {
  const certificate = read(der, place);
  if (!isStrongKey(certificate.publicKey)) throw refusal(place, 'has a key that is too short or of a kind that is not taken');
}

function read(der: string, place: number): X509Certificate {
  const bytes = Buffer.from(der, 'base64');
  try {
    const certificate = new X509Certificate(bytes);
    // PEM and trailing bytes are read, too, and would have another thumbprint than what TLS brings.
    if (certificate.raw.equals(bytes)) return certificate;
  } catch (cause) {
    throw refusal(place, 'is no X.509 certificate in DER', cause);
  }
  throw refusal(place, 'is no X.509 certificate in DER');
}

function refusal(place: number, what: string, cause?: unknown): ServiceError {
  return new ServiceError('request.invalid', `certificates: number ${place + 1} ${what}`, { cause });
}
