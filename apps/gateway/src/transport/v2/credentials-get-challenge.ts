import { ServiceError } from '@paraph/contracts';
import { z } from 'zod';
import { CscRefusal, refusals } from '../csc-error.js';
import { decodeAbout, failsAs, member } from '../wire/member.js';
import { credentialId } from '../wire/members-in-common.js';
import { serviceBearer } from '../wire/service-bearer.js';
import type { Served } from '../wire/shape.js';
import { authObjectId } from './auth-data.js';

const invalid = refusals.invalid('authObjectID');
const request = z.object({
  credentialID: credentialId(),
  authObjectID: member(
    // The one authentication object that is sent to somebody.
    z.string().refine((id) => authObjectId(id) === 'OTP', failsAs('invalid')),
    { missing: refusals.missingString('authObjectID'), invalid },
  ),
});

/** CSC v2 `credentials/getChallenge` (11.8): a code goes to the signer's own device, so the answer has no body. */
export const credentialsGetChallenge: Served = {
  shape: {
    name: 'credentials/getChallenge',
    clause: '11.8',
    access: 'bearer',
    scopes: ['service'],
    request,
    answers: { 204: null },
    refusals: [refusals.invalid('credentialID'), refusals.disabled, refusals.locked],
  },
  serve: ({ authorisation: { explicit } }) => ({
    access: 'bearer',
    scopes: ['service'],
    answer: async (members, caller) => {
      const bearer = serviceBearer(caller);
      const { found } = await decodeAbout(request, members, { find: (id) => explicit.usable(bearer, id) });
      await explicit.sendCode(bearer, found).catch(asUnknownObject);
      return { status: 204 };
    },
  }),
};

// Nothing was brought that could be wrong: the credential has no such object (CSC v2 11.8).
function asUnknownObject(failure: unknown): never {
  if (failure instanceof ServiceError && failure.code === 'evidence.missing') throw new CscRefusal(invalid, { cause: failure });
  throw failure;
}
