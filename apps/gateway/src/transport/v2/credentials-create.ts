import { ServiceError } from '@paraph/contracts';
import { z } from 'zod';
import { CscRefusal, refusals } from '../csc-error.js';
import { credentialV2, partMembers } from '../wire/credential-members.js';
import { decode, member } from '../wire/member.js';
import { clientData } from '../wire/members-in-common.js';
import type { Served } from '../wire/shape.js';
import { credentialAnswer } from './credential-dress.js';

const creation = z.object({ certificatePolicy: z.string().nullish(), subjectData: z.record(z.string(), z.unknown()).nullish() });
const words = {
  missing: refusals.bad('Missing (or invalid type) object parameter credentialCreationRequest'),
  invalid: refusals.invalid('credentialCreationRequest'),
};
const request = z.object({ credentialCreationRequest: member(creation, words), ...partMembers(), clientData: clientData() });
/** Our words: the standard has none for it. */
const claimed = refusals.bad('The credential of this token was created already');
const answer = z.object({ credentialID: z.string(), ...credentialV2.shape });

/**
 * CSC 2.2 `credentials/create` (11.4): puts the credential that its signer had made at the authorisation server into the signer's hands. What it is
 * and whose stands in the token; what the body says of it was said there already, and decides nothing here.
 */
export const credentialsCreate: Served = {
  shape: {
    name: 'credentials/create',
    clause: '11.4 of 2.2',
    access: 'bearer',
    scopes: ['credential-creation'],
    request,
    answers: { 200: answer },
    refusals: [claimed],
  },
  serve: ({ credentials: { keep, views } }) => ({
    access: 'bearer',
    scopes: ['credential-creation'],
    answer: async (members, { bearer }) => {
      if (bearer.scope !== 'credential-creation') throw new CscRefusal(refusals.wrongScope);
      const { lang, credentialCreationRequest: _said, clientData: _data, ...parts } = await decode(request, members);
      const credential = await keep.create(bearer).catch(asClaimed);
      const view = await views.ofOne(credential, { parts, lang });
      return { status: 200, body: { credentialID: credential.credentialId, ...credentialAnswer(view) } };
    },
  }),
};

function asClaimed(failure: unknown): never {
  if (failure instanceof ServiceError && failure.code === 'credential.state') throw new CscRefusal(claimed, { cause: failure });
  throw failure;
}
