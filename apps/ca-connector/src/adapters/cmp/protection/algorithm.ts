import { AsnConvert } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier } from '@peculiar/asn1-x509';

/** SHA-2 by its identifiers (RFC 5754 section 2). */
export const hashes: Readonly<Record<string, string>> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

/** HMAC with SHA-2 (RFC 9481 section 6.2.1), which are also the functions that PBKDF2 is made of. */
export const hmacs: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
};

/** AlgorithmIdentifier, DER; without `parameters` there are none. */
export function algorithmIdentifier(algorithm: string, parameters?: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(AsnConvert.serialize(new AlgorithmIdentifier({ algorithm, ...(parameters && { parameters: parameters.buffer }) })));
}

/** DER NULL, as the parameters that older algorithms carry. */
export const NULL = Uint8Array.of(5, 0);
