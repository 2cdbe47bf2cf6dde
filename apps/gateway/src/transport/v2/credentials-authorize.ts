import { z } from 'zod';
import { refusals } from '../csc-error.js';
import { authorizeRows, checkDigests, type AskedDigests } from '../wire/authorize.js';
import { decodeAbout } from '../wire/member.js';
import { clientData, credentialId, description, hashAlgorithm, numSignatures, optionalDigests } from '../wire/members-in-common.js';
import { sadAnswer, withSad } from '../wire/sad-answer.js';
import { serviceBearer } from '../wire/service-bearer.js';
import type { Served } from '../wire/shape.js';
import { authDataMember, broughtOf, withTopLevelFactors } from './auth-data.js';
import { v2 } from './dialect.js';

const request = z.object({
  credentialID: credentialId(),
  numSignatures: numSignatures(),
  hashes: optionalDigests(v2),
  hashAlgorithm: hashAlgorithm(v2),
  authData: authDataMember(),
  description: description(),
  clientData: clientData(),
});
/** The handle of a question to the signer. */
export const handleAnswer = z.object({ handle: z.string() });

/** CSC v2 `credentials/authorize` (11.6), for credentials whose policy allows it without the approval page. */
export const credentialsAuthorize: Served = {
  shape: {
    name: 'credentials/authorize',
    clause: '11.6',
    access: 'bearer',
    scopes: ['service'],
    request,
    answers: { 200: sadAnswer, 202: handleAnswer },
    refusals: [...authorizeRows, refusals.authentication, refusals.locked],
  },
  serve: ({ authorisation: { explicit } }) => ({
    access: 'bearer',
    scopes: ['service'],
    answer: async (members, caller) => {
      const bearer = serviceBearer(caller);
      const { asked, found } = await decodeAbout(request, withTopLevelFactors(members), {
        find: (id) => explicit.prepare(bearer, id),
        after: { hashAlgorithm: ({ facts }, read) => checkDigests(v2, facts, digestsOf(read)) },
      });
      const digests = checkDigests(v2, found.facts, digestsOf(asked));
      const outcome = await explicit.run(bearer, found, { credentialId: asked.credentialID, ...digests, authData: broughtOf(asked.authData) });
      return outcome.state === 'authorised' ? withSad(outcome) : { status: 202, body: { handle: outcome.handle } };
    },
  }),
};

function digestsOf({ numSignatures: count = 0, hashes, hashAlgorithm: named }: Partial<z.output<typeof request>>): AskedDigests {
  return { numSignatures: count, hashes, hashAlgorithmOid: named };
}
