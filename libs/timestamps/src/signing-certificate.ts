import { createHash } from 'node:crypto';
import { membersOf } from './der.js';

/** id-aa-signingCertificate (RFC 2634 section 5.4), which names by SHA-1, and id-aa-signingCertificateV2 (RFC 5035). */
export const SIGNING_CERTIFICATE = '1.2.840.113549.1.9.16.2.12';
export const SIGNING_CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.47';

const SEQUENCE = 0x30;

/** DER of the identifiers of SHA-2, in hexadecimal. */
const digests: Readonly<Record<string, string>> = {
  '608648016503040201': 'sha256',
  '608648016503040202': 'sha384',
  '608648016503040203': 'sha512',
};

/**
 * Whether the signature is meant for this certificate, by the attribute that a time-stamp must have (RFC 3161 section 2.4.2, RFC 5816).
 *
 * @throws for what is no DER
 */
export function namesCertificate(type: string, value: Uint8Array, certificate: Uint8Array): boolean {
  const [certificates] = membersOf(value);
  const [first] = certificates ? membersOf(certificates.whole) : [];
  const [head, next] = first ? membersOf(first.whole) : [];
  if (!head) return false;
  const hasAlgorithm = type === SIGNING_CERTIFICATE_V2 && head.tag === SEQUENCE;
  const hash = hasAlgorithm ? next : head;
  const digest = type === SIGNING_CERTIFICATE ? 'sha1' : hasAlgorithm ? digests[hexOf(membersOf(head.whole)[0]?.content)] : 'sha256';
  if (!hash || digest === undefined) return false;
  return createHash(digest).update(certificate).digest().equals(hash.content);
}

function hexOf(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString('hex');
}
