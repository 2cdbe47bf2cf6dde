import {
  digestAlgorithmByOid,
  digestFacts,
  digestOfPssParameters,
  fromBase64Lenient,
  pssParameters,
  signatureAlgorithmByOid,
  type DigestFacts,
  type SignatureAlgorithm,
} from '@paraph/kernel';
import type { z } from 'zod';
import type { SigningBearer } from '../../domain/find-authorisation.js';
import type { SignHashRequest } from '../../domain/sign-hash.js';
import { CscRefusal, refusals } from '../csc-error.js';
import type { Members } from '../members.js';
import type { Dialect } from './dialect.js';
import { decode } from './member.js';
import type { signHashMembers } from './sign-hash-members.js';

/** What has been read of a request so far. */
type Read = Partial<z.output<z.ZodObject<ReturnType<typeof signHashMembers>>>>;

/** The algorithm of the signature, and what the digests are of. */
interface Algorithms extends Pick<SignHashRequest, 'signAlgorithmOid' | 'signAlgorithmParameters' | 'hashAlgorithmOid'> {
  readonly digest: DigestFacts;
}

/** A request to sign, read and checked in the order of its table (v1 11.9, v2 11.10). */
export async function decodeSignHash<S extends z.ZodObject<ReturnType<typeof signHashMembers>>>(
  dialect: Dialect,
  { schema, members, bearer }: { readonly schema: S; readonly members: Members; readonly bearer: SigningBearer },
): Promise<{ readonly read: z.output<S>; readonly order: SignHashRequest }> {
  const algorithms = (read: Read) => algorithmsOf(dialect, read, members.allows('derived-pss'));
  const read = await decode(schema, members, {
    before: {
      // Required beside a service token; a credential token is itself the SAD.
      credentialID: () => {
        if (bearer.scope === 'service' && !members.has('SAD')) throw new CscRefusal(refusals.missingString('SAD'));
      },
    },
    after: {
      signAlgo: (some) => void (dialect.judgesHashAlgorithmFirst || signatureAlgorithm(some)),
      hashAlgorithm: (some) => void algorithms(some),
    },
  });
  const { digest, ...named } = algorithms(read);
  const { SAD: sad, credentialID: credentialId, hashes } = read as Read & { readonly hashes: Uint8Array[]; readonly credentialID: string };
  if (hashes.some(({ length }) => length !== digest.bytes)) throw new CscRefusal(refusals.digestLength);
  return { read, order: { ...(sad === undefined ? {} : { sad }), credentialId, hashes, ...named } };
}

function algorithmsOf(dialect: Dialect, read: Read, mayDerive: boolean): Algorithms {
  const { hashAlgorithm: named, signAlgoParams: text } = read;
  if (dialect.judgesHashAlgorithmFirst && isUnknown(read.signAlgo) && named !== undefined) digestAlgorithm(dialect, named);
  const { oid, scheme, digest: implied } = signatureAlgorithm(read);
  if (scheme === 'pss') return { signAlgorithmOid: oid, ...pssOf(dialect, { text, named: mayDerive ? named : undefined }) };
  // A digest named although the signature algorithm implies one is ignored, even if it contradicts (v2 11.10).
  if (implied !== undefined) return { signAlgorithmOid: oid, digest: digestFacts[implied] };
  const digest = digestAlgorithm(dialect, named);
  return { signAlgorithmOid: oid, digest, hashAlgorithmOid: digest.oid };
}

function isUnknown(oid: string | undefined): boolean {
  return signatureAlgorithmByOid(oid ?? '') === undefined;
}

function signatureAlgorithm({ signAlgo }: Read): SignatureAlgorithm {
  const algorithm = signatureAlgorithmByOid(signAlgo ?? '');
  if (algorithm === undefined) throw new CscRefusal(refusals.invalid('signAlgo'));
  return algorithm;
}

function digestAlgorithm({ hashAlgorithm }: Dialect, named: string | undefined): DigestFacts {
  if (named === undefined) throw new CscRefusal(refusals.missingString(hashAlgorithm));
  const facts = digestAlgorithmByOid(named);
  if (facts === undefined) throw new CscRefusal(refusals.invalid(hashAlgorithm));
  return facts;
}

/** RSASSA-PSS-params (RFC 4055 section 3.1), Base64 of DER; for a client that never sends them, those of the digest it names. */
function pssOf(
  dialect: Dialect,
  { text, named }: { readonly text: string | undefined; readonly named: string | undefined },
): Pick<Algorithms, 'digest' | 'signAlgorithmParameters'> {
  if (text === undefined && named !== undefined) {
    const digest = digestAlgorithm(dialect, named);
    return { digest, signAlgorithmParameters: pssParameters(digest.algorithm) };
  }
  if (text === undefined) throw new CscRefusal(refusals.missingString('signAlgoParams'));
  const signAlgorithmParameters = fromBase64Lenient(text);
  const digest = signAlgorithmParameters && digestOfPssParameters(signAlgorithmParameters);
  if (signAlgorithmParameters === undefined || digest === undefined) throw new CscRefusal(refusals.invalid('signAlgoParams'));
  return { digest: digestFacts[digest], signAlgorithmParameters };
}
