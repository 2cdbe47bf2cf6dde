import {
  digestAlgorithmByOid,
  digestFacts,
  digestOfPssParameters,
  fromBase64Lenient,
  Secret,
  signatureAlgorithmByOid,
  toBase64,
  type DigestFacts,
  type SignatureAlgorithm,
} from '@paraph/kernel';
import type { Bearer } from '../../domain/bearer.js';
import type { SignHash, SignHashRequest } from '../../domain/sign-hash.js';
import { CscRefusal, refusals } from '../csc-error.js';
import type { Members } from '../members.js';
import { decodeHashes } from './hash-text.js';
import type { BearerMethod } from './method.js';
import { decodeOperationMode } from './operation-mode.js';

/** CSC `signatures/signHash` (v2 11.10). */
export function signHash(useCase: SignHash): BearerMethod {
  return {
    access: 'bearer',
    scopes: ['service', 'credential'],
    answer: async (members, bearer, proof) => ({
      signatures: (await useCase.run(bearer, { ...decode(members, bearer), ...(proof && { proof }) })).map(toBase64),
    }),
  };
}

/** The request in the order of the method's error table, so that a request with several faults is told the first row that fits. */
function decode(members: Members, bearer: Bearer): SignHashRequest {
  const sad = decodeSad(members, bearer);
  const credentialId = members.string('credentialID');
  const hashes = decodeHashes(members, refusals.missingHashes);
  const algorithm = decodeSignatureAlgorithm(members);
  const { digest, ...named } = decodeDigestAlgorithm(members, algorithm);
  decodeOperationMode(members);
  if (hashes.some(({ length }) => length !== digest.bytes)) throw new CscRefusal(refusals.digestLength);
  return {
    ...(sad === undefined ? {} : { sad }),
    credentialId,
    hashes,
    signAlgorithmOid: algorithm.oid,
    ...named,
  };
}

/** Required beside a service token; a credential token is itself the SAD. */
function decodeSad(members: Members, bearer: Bearer): Secret | undefined {
  return bearer.scope === 'service' || members.has('SAD') ? new Secret(members.string('SAD')) : undefined;
}

function decodeSignatureAlgorithm(members: Members): SignatureAlgorithm {
  const algorithm = signatureAlgorithmByOid(members.string('signAlgo'));
  if (algorithm === undefined) throw new CscRefusal(refusals.invalid('signAlgo'));
  // Only RSASSA-PSS takes parameters; what is sent along with another is ignored unless it has the wrong type.
  if (members.has('signAlgoParams')) members.string('signAlgoParams');
  return algorithm;
}

/** What the digests are of, and the members that say it. */
type NamedDigest = Pick<SignHashRequest, 'signAlgorithmParameters' | 'hashAlgorithmOid'> & { readonly digest: DigestFacts };

/** A digest named although the signature algorithm or its parameters imply one is ignored, even if it contradicts (CSC v2 11.10). */
function decodeDigestAlgorithm(members: Members, { scheme, digest: implied }: SignatureAlgorithm): NamedDigest {
  if (scheme === 'pss') return decodeParameters(members.string('signAlgoParams'));
  if (implied !== undefined) return { digest: digestFacts[implied] };
  const named = digestAlgorithmByOid(members.string('hashAlgorithmOID'));
  if (named === undefined) throw new CscRefusal(refusals.invalid('hashAlgorithmOID'));
  return { digest: named, hashAlgorithmOid: named.oid };
}

/** RSASSA-PSS-params (RFC 4055 section 3.1), Base64 of DER. */
function decodeParameters(text: string): NamedDigest {
  const signAlgorithmParameters = fromBase64Lenient(text);
  const digest = signAlgorithmParameters && digestOfPssParameters(signAlgorithmParameters);
  if (signAlgorithmParameters === undefined || digest === undefined) throw new CscRefusal(refusals.invalid('signAlgoParams'));
  return { digest: digestFacts[digest], signAlgorithmParameters };
}
