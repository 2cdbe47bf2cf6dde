import { X509Certificate } from 'node:crypto';
import { describeSignatureAlgorithm, digestOid, signatureAlgorithm, type DigestAlgorithm, type KeyFamily, type SignatureAlgorithm } from '@paraph/ades';
import type { CredentialInfoV2 } from '@paraph/csc-client';
import { StepFailure } from '../../stack/progress.ts';

/** A credential read for one kind of signature: its certificates, and the algorithms to ask for. */
export interface SigningCredential {
  readonly credentialId: string;
  readonly signingCertificate: Uint8Array;
  readonly chain: readonly Uint8Array[];
  readonly digestAlgorithm: DigestAlgorithm;
  readonly hashAlgorithmOid: string;
  readonly signatureAlgorithm: SignatureAlgorithm;
  /** What `signAlgo` is sent as: the pair of key and digest, or the bare key algorithm when that is all the key offers. */
  readonly signAlgo: string;
}

const rsaEncryption = '1.2.840.113549.1.1.1';
const curveP384 = '1.3.132.0.34';

/** Decides how to sign with a credential from what `credentials/info` said. */
export function readCredential(credentialId: string, info: Pick<CredentialInfoV2, 'key' | 'cert'>): SigningCredential {
  const [signingCertificate, ...chain] = (info.cert.certificates ?? []).map((text) => Buffer.from(text, 'base64'));
  if (signingCertificate === undefined) {
    throw new StepFailure(`the credential ${credentialId} has no certificate`, 'wait until it is active, or choose another');
  }
  const family = keyFamily(signingCertificate);
  const digestAlgorithm: DigestAlgorithm = info.key.curve === curveP384 ? 'sha384' : 'sha256';
  const wanted = signatureAlgorithm(family, digestAlgorithm);
  const offered = info.key.algo.find((oid) => oid === wanted) ?? info.key.algo.find((oid) => oid === rsaEncryption && family === 'rsa');
  const pair = offered === undefined ? firstPair(info.key.algo, family) : { signAlgo: offered, digestAlgorithm };
  return {
    credentialId,
    signingCertificate,
    chain,
    digestAlgorithm: pair.digestAlgorithm,
    hashAlgorithmOid: digestOid[pair.digestAlgorithm],
    signatureAlgorithm: signatureAlgorithm(family, pair.digestAlgorithm),
    signAlgo: pair.signAlgo,
  };
}

/** The first algorithm on offer that we can carry, whatever its digest. */
function firstPair(algo: readonly string[], family: KeyFamily): { signAlgo: string; digestAlgorithm: DigestAlgorithm } {
  for (const signAlgo of algo) {
    try {
      const { family: offered, digest } = describeSignatureAlgorithm(signAlgo);
      if (offered === family) return { signAlgo, digestAlgorithm: digest };
    } catch {
      // Not one of ours; the next may be.
    }
  }
  throw new StepFailure(`none of the algorithms ${algo.join(', ')} is supported here`, 'choose another credential');
}

function keyFamily(certificate: Uint8Array): KeyFamily {
  return new X509Certificate(certificate).publicKey.asymmetricKeyType === 'rsa' ? 'rsa' : 'ec';
}
