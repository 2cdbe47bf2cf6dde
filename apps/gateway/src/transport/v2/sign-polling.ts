import { ServiceError } from '@paraph/contracts';
import { idPattern, toBase64 } from '@paraph/kernel';
import { z } from 'zod';
import { CscRefusal, refusals } from '../csc-error.js';
import { decode, failsAs, member } from '../wire/member.js';
import { clientData } from '../wire/members-in-common.js';
import { signingBearer } from '../wire/service-bearer.js';
import type { Served } from '../wire/shape.js';
import { signaturesAnswer } from '../wire/sign-hash-members.js';
import { forbidUserId, type UserIdWords } from '../wire/user-id.js';

/** Longest identifier that the contract carries. */
const LONGEST = 200;

const invalid = refusals.invalid('requestID');
/** The words of this one table (v2 11.12), which are not those of `credentials/list`. */
const userIdWords: UserIdWords = { forbidden: refusals.bad('userID parameter SHALL be null'), invalid: refusals.invalid('"userID"') };
const request = z.object({
  requestID: member(
    z.string().refine((id) => id.length <= LONGEST, failsAs('invalid')),
    { missing: refusals.missingString('requestID'), invalid },
  ),
  userID: member(
    z
      .string()
      .refine((id) => idPattern('sgn').test(id), failsAs('invalid'))
      .optional(),
    { invalid: userIdWords.invalid },
  ),
  clientData: clientData(),
});
const waiting = { error: 'accepted_request', error_description: 'The previous async request has been accepted but not yet completed' };
const waitingAnswer = z.object({ error: z.literal(waiting.error), error_description: z.literal(waiting.error_description) });

/** CSC v2 `signatures/signPolling` (11.12): the input is called `requestID`, although the answer that gave it called it `responseID`. */
export const signPolling: Served = {
  shape: {
    name: 'signatures/signPolling',
    clause: '11.12',
    access: 'bearer',
    scopes: ['service', 'credential'],
    request,
    answers: { 200: signaturesAnswer, 202: waitingAnswer },
    refusals: [userIdWords.forbidden],
  },
  serve: ({ signatures: { module } }) => ({
    access: 'bearer',
    scopes: ['service', 'credential'],
    answer: async (members, caller) => {
      const bearer = signingBearer(caller);
      const { requestID, userID } = await decode(request, members, { before: { userID: forbidUserId(members, bearer, userIdWords) } });
      const signerId = bearer.signerId ?? userID;
      const about = { responseId: requestID, clientId: bearer.clientId, ...(signerId === undefined ? {} : { signerId }) };
      const told = await module.poll(about).catch(asUnknownRequest);
      return told.state === 'waiting' ? { status: 202, body: waiting } : { status: 200, body: { signatures: told.signatures.map(toBase64) } };
    },
  }),
};

function asUnknownRequest(failure: unknown): never {
  if (failure instanceof ServiceError && failure.code === 'attempt.unknown') throw new CscRefusal(invalid, { cause: failure });
  throw failure;
}
