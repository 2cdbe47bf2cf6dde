import { z } from 'zod';
import type { Scope } from '../../domain/bearer.js';
import { CscRefusal, refusals } from '../csc-error.js';
import { algorithmOf } from './authorize.js';
import type { Dialect } from './dialect.js';
import { decode, member } from './member.js';
import { clientData, credentialId, hashAlgorithmToAuthorise, optionalDigests, secretText } from './members-in-common.js';
import { sadAnswer, withSad } from './sad-answer.js';
import { signingBearer } from './service-bearer.js';
import type { Served } from './shape.js';

/** CSC `credentials/extendTransaction` (v1 11.7, v2 11.9): more digests for an authorisation that counts, and the SAD that replaces the one it came with. */
export function credentialsExtendTransaction(dialect: Dialect, clause: string): Served {
  // Under v2 a credential token may be the bearer, as where it signs: its client may have no other (v2 11.10).
  const scopes: readonly Scope[] = dialect.name === 'v1' ? ['service'] : ['service', 'credential'];
  const request = z.object({
    // There is no table: the SAD goes before what it is to cover, so that a wrong one is what is told (v1 11.7).
    credentialID: credentialId(),
    SAD: member(secretText(), { missing: refusals.missingString('SAD') }),
    hashes: optionalDigests(dialect),
    hashAlgorithm: hashAlgorithmToAuthorise(dialect),
    clientData: clientData(),
  });
  return {
    shape: {
      name: 'credentials/extendTransaction',
      clause,
      access: 'bearer',
      scopes,
      request,
      answers: { 200: sadAnswer },
      refusals: [refusals.invalid('credentialID'), refusals.invalid('SAD'), refusals.sadExpired, refusals.missingArray(dialect.hashes)],
    },
    serve: ({ authorisation: { explicit, find } }) => ({
      access: 'bearer',
      scopes,
      answer: async (members, caller) => {
        const { credentialID, SAD, hashes = [], hashAlgorithm } = await decode(request, members);
        const { token, clientId, signerId } = await find.run(signingBearer(caller), SAD, credentialID);
        const hasAll = hashes.length > 0 || (await explicit.scalOf(credentialID)) === '1';
        if (!hasAll) throw new CscRefusal(refusals.missingArray(dialect.hashes));
        const hashAlgorithmOid = hashes.length === 0 ? undefined : algorithmOf(dialect, hashes, hashAlgorithm);
        const extension = {
          sad: token,
          clientId,
          ...(signerId === undefined ? {} : { signerId }),
          credentialId: credentialID,
          hashes,
          ...(hashAlgorithmOid === undefined ? {} : { hashAlgorithmOid }),
          ...(caller.proof && { proof: caller.proof }),
        };
        return withSad(await explicit.extend(caller.bearer, extension));
      },
    }),
  };
}
