import { keyAlgorithmFacts, type KeyAlgorithm } from '@paraph/kernel';
import { readFileSync } from 'node:fs';
import { type OpenSsl } from '@paraph/testing';
import type { CompositionKey } from '../src/domain/x509/x509-composer.js';

const generation: Readonly<Record<KeyAlgorithm, readonly string[]>> = {
  p256: ['EC', 'ec_paramgen_curve:P-256'],
  p384: ['EC', 'ec_paramgen_curve:P-384'],
  p521: ['EC', 'ec_paramgen_curve:P-521'],
  rsa2048: ['RSA', 'rsa_keygen_bits:2048'],
  // The size is no part of what is tested, and large ones take a second each.
  rsa3072: ['RSA', 'rsa_keygen_bits:2048'],
  rsa4096: ['RSA', 'rsa_keygen_bits:2048'],
};

/** A key that OpenSSL made and signs with. */
export function throwawayKey(openssl: OpenSsl, name: string, algorithm: KeyAlgorithm): CompositionKey & { readonly file: string } {
  const [family, option] = generation[algorithm];
  const file = openssl.path(`${name}.key`);
  openssl.must('genpkey', '-algorithm', family ?? '', '-pkeyopt', option ?? '', '-out', file);
  const publicFile = openssl.path(`${name}.pub`);
  openssl.must('pkey', '-in', file, '-pubout', '-outform', 'DER', '-out', publicFile);
  return {
    file,
    algorithm,
    publicKey: new Uint8Array(readFileSync(publicFile)),
    sign: (toBeSigned) => {
      const input = openssl.file(`${name}.tbs`, toBeSigned);
      const output = openssl.path(`${name}.signature`);
      openssl.must('dgst', `-${keyAlgorithmFacts[algorithm].ownDigest}`, '-sign', file, '-out', output, input);
      return Promise.resolve(new Uint8Array(readFileSync(output)));
    },
  };
}
