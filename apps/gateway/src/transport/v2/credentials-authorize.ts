import { digestAlgorithmByOid, Secret } from '@paraph/kernel';
import type { AuthoriseExplicitly } from '../../domain/authorise-explicitly.js';
import type { ExplicitRequest } from '../../domain/signing-module.js';
import { CscRefusal, refusals } from '../csc-error.js';
import type { Members } from '../members.js';
import { hashBytes } from './hash-text.js';
import type { BearerMethod } from './method.js';

/** Most pieces of evidence one request brings, and the longest of them: an order over many digests. */
const MOST_AUTH_DATA = 5;
const LONGEST_VALUE = 64_000;

/** CSC `credentials/authorize` (v2 11.6), for credentials whose policy allows it without the approval page. */
export function credentialsAuthorize(useCase: AuthoriseExplicitly): BearerMethod {
  return {
    access: 'bearer',
    scopes: ['service'],
    answer: async (members, bearer) => {
      const { token, expiresAt } = await useCase.run(bearer, decode(members));
      return { SAD: token.reveal(), expiresIn: Math.max(1, Math.floor((expiresAt.getTime() - Date.now()) / 1_000)) };
    },
  };
}

/** The request in the order of the method's error table. */
function decode(members: Members): Omit<ExplicitRequest, 'clientId' | 'signerId'> {
  const credentialId = members.string('credentialID');
  const numSignatures = decodeCount(members.raw('numSignatures'));
  const hashes = decodeHashes(members);
  const digest = digestAlgorithmByOid(members.string('hashAlgorithmOID'));
  if (digest === undefined) throw new CscRefusal(refusals.invalid('hashAlgorithmOID'));
  if (hashes.some(({ length }) => length !== digest.bytes)) throw new CscRefusal(refusals.digestLength);
  return { credentialId, numSignatures, hashes, hashAlgorithmOid: digest.oid, authData: decodeAuthData(members) };
}

function decodeCount(value: unknown): number {
  const count = typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : value;
  if (typeof count !== 'number' || !Number.isInteger(count)) throw new CscRefusal(refusals.missingInteger('numSignatures'));
  if (count < 1) throw new CscRefusal(refusals.invalidValue('numSignatures'));
  return count;
}

function decodeHashes(members: Members): Uint8Array[] {
  const hashes = members.raw('hashes');
  if (!Array.isArray(hashes)) throw new CscRefusal(refusals.missingArray('hashes'));
  if (hashes.length === 0) throw new CscRefusal(refusals.emptyHashes);
  return hashes.map((text: unknown) => {
    const bytes = hashBytes(text);
    if (bytes === undefined) throw new CscRefusal(refusals.malformedHash);
    return bytes;
  });
}

/** What the signer knows is wrapped at once, so that nothing on the way can print it. */
function decodeAuthData(members: Members): ExplicitRequest['authData'] {
  const list = members.raw('authData');
  if (!Array.isArray(list) || list.length === 0) throw new CscRefusal(refusals.missingArray('authData'));
  if (list.length > MOST_AUTH_DATA) throw new CscRefusal(refusals.invalid('authData'));
  return list.map((one: unknown) => {
    const { id, value } = typeof one === 'object' && one !== null ? ({ ...one } as Readonly<Record<string, unknown>>) : {};
    const isGood = typeof id === 'string' && /^[\w-]{1,60}$/.test(id) && typeof value === 'string' && value.length > 0 && value.length <= LONGEST_VALUE;
    if (!isGood) throw new CscRefusal(refusals.invalid('authData'));
    return { id, value: new Secret(value) };
  });
}
