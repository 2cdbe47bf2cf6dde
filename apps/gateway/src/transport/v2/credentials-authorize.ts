import { digestAlgorithmByOid } from '@paraph/kernel';
import type { AuthoriseExplicitly } from '../../domain/authorise-explicitly.js';
import type { ExplicitRequest, Party } from '../../domain/signing-module.js';
import { CscRefusal, refusals } from '../csc-error.js';
import type { Members } from '../members.js';
import { decodeAuthData } from './auth-data.js';
import { decodeHashes } from './hash-text.js';
import type { BearerMethod } from './method.js';

/** CSC `credentials/authorize` (v2 11.6), for credentials whose policy allows it without the approval page. */
export function credentialsAuthorize(useCase: AuthoriseExplicitly): BearerMethod {
  return {
    access: 'bearer',
    scopes: ['service'],
    answer: async (members, bearer) => {
      if (bearer.scope !== 'service') throw new CscRefusal(refusals.wrongScope);
      const { sad, lifetime } = await useCase.run(bearer, decode(members));
      return { SAD: sad.reveal(), expiresIn: lifetime };
    },
  };
}

/** The request in the order of the method's error table, so that a request with several faults is told the first row that fits. */
function decode(members: Members): Omit<ExplicitRequest, keyof Party> {
  const credentialId = members.string('credentialID');
  const numSignatures = members.integer('numSignatures');
  if (numSignatures < 1) throw new CscRefusal(refusals.invalidValue('numSignatures'));
  // Every credential is SCAL 2, so that hashes are never optional (CSC v2 11.6).
  const hashes = decodeHashes(members, refusals.missingArray('hashes'));
  if (hashes.length > numSignatures) throw new CscRefusal(refusals.invalidValue('numSignatures'));
  const digest = digestAlgorithmByOid(members.string('hashAlgorithmOID'));
  if (digest === undefined) throw new CscRefusal(refusals.invalid('hashAlgorithmOID'));
  if (hashes.some(({ length }) => length !== digest.bytes)) throw new CscRefusal(refusals.digestLength);
  return { credentialId, numSignatures, hashes, hashAlgorithmOid: digest.oid, authData: decodeAuthData(members) };
}
