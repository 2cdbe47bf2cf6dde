import { ServiceError } from '@paraph/contracts';
import { algorithmPolicy } from '@paraph/kernel';
import type { BindingRecord, BoundCertificate } from './record-kinds.js';

/**
 * The certificate of a credential that may sign at this moment (ACT-08, KEY-09).
 *
 * @throws `credential.disabled`, `credential.certificate_expired`, `algorithm.unsupported`
 */
export function usableCertificate({ state, certificate, algorithm }: BindingRecord, now: Date): BoundCertificate {
  if (state !== 'active' || !certificate) throw new ServiceError('credential.disabled', 'the credential is not active');
  if (now.getTime() < Date.parse(certificate.validFrom)) throw new ServiceError('credential.disabled', 'the certificate is not valid yet');
  if (now.getTime() > Date.parse(certificate.validTo)) throw new ServiceError('credential.certificate_expired', 'the certificate has expired');
  const { signUntil } = algorithmPolicy(algorithm);
  if (signUntil && now >= signUntil) throw new ServiceError('algorithm.unsupported', 'keys of this algorithm no longer sign');
  return certificate;
}
