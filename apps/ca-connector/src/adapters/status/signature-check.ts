import { constants, createPublicKey, verify, type VerifyKeyObjectInput } from 'node:crypto';
import { elements, membersOf } from '@paraph/timestamps';

/** Signature algorithms by the content of their identifier, hexadecimal; whatever is not here, SHA-1 included, verifies nothing. */
const algorithms: Readonly<Record<string, { readonly digest: string | null; readonly key: string }>> = {
  '2a8648ce3d040302': { digest: 'sha256', key: 'ec' },
  '2a8648ce3d040303': { digest: 'sha384', key: 'ec' },
  '2a8648ce3d040304': { digest: 'sha512', key: 'ec' },
  '2a864886f70d01010b': { digest: 'sha256', key: 'rsa' },
  '2a864886f70d01010c': { digest: 'sha384', key: 'rsa' },
  '2a864886f70d01010d': { digest: 'sha512', key: 'rsa' },
  '2b6570': { digest: null, key: 'ed25519' },
};
const RSA_PSS = '2a864886f70d01010a';
const pssDigests: Readonly<Record<string, string>> = {
  '608648016503040201': 'sha256',
  '608648016503040202': 'sha384',
  '608648016503040203': 'sha512',
};

/** Something signed, with the key that is said to have signed it; all DER. */
export interface SignedPart {
  readonly data: Uint8Array;
  /** AlgorithmIdentifier. */
  readonly algorithm: Uint8Array;
  readonly signature: Uint8Array;
  /** SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
}

/** Whether the signature is right. Never throws: what cannot be read is not right. */
export function isSignatureRight({ data, algorithm, signature, publicKey }: SignedPart): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
    const [identifier, parameters] = membersOf(algorithm);
    const oid = hex(identifier?.content);
    if (oid === RSA_PSS) {
      if (key.asymmetricKeyType !== 'rsa' && key.asymmetricKeyType !== 'rsa-pss') return false;
      const digest = pssDigest(parameters?.content);
      const options: VerifyKeyObjectInput = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO };
      return digest !== undefined && verify(digest, data, options, signature);
    }
    const known = algorithms[oid];
    return known !== undefined && key.asymmetricKeyType === known.key && verify(known.digest, data, key, signature);
  } catch {
    return false;
  }
}

/** hashAlgorithm of RSASSA-PSS-params (RFC 4055 section 3.1); the default is SHA-1. */
function pssDigest(parameters: Uint8Array | undefined): string | undefined {
  const named = elements(parameters ?? new Uint8Array()).find(({ tag }) => tag === 0xa0);
  const [algorithm] = named ? elements(named.content) : [];
  const [oid] = algorithm ? elements(algorithm.content) : [];
  return pssDigests[hex(oid?.content)];
}

function hex(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString('hex');
}
