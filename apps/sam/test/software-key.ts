import { keyAlgorithmFacts, type KeyAlgorithm } from '@paraph/kernel';
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import type { CompositionKey } from '../src/domain/x509/x509-composer.js';

const curves = { p256: 'P-256', p384: 'P-384', p521: 'P-521' } as const;

/** A key in this process, for what is composed in a test. */
export function softwareKey(algorithm: keyof typeof curves | 'rsa3072' = 'p256'): CompositionKey & { readonly privateKey: KeyObject } {
  const { privateKey, publicKey } =
    algorithm === 'rsa3072' ? generateKeyPairSync('rsa', { modulusLength: 3_072 }) : generateKeyPairSync('ec', { namedCurve: curves[algorithm] });
  const digest = keyAlgorithmFacts[algorithm satisfies KeyAlgorithm].ownDigest;
  return {
    privateKey,
    algorithm,
    publicKey: new Uint8Array(publicKey.export({ format: 'der', type: 'spki' })),
    sign: (toBeSigned) => Promise.resolve(new Uint8Array(sign(digest, toBeSigned, privateKey))),
  };
}
