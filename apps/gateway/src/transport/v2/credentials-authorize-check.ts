import { ServiceError, type ErrorCode } from '@paraph/contracts';
import { z } from 'zod';
import { CscRefusal, refusals } from '../csc-error.js';
import { decode, failsAs, member } from '../wire/member.js';
import { sadAnswer, withSad } from '../wire/sad-answer.js';
import { serviceBearer } from '../wire/service-bearer.js';
import type { Served } from '../wire/shape.js';
import { handleAnswer } from './credentials-authorize.js';

/** Longest handle that the contract carries. */
const LONGEST = 200;

const invalid = refusals.invalid('handle');
const request = z.object({
  handle: member(
    z.string().refine((handle) => handle.length <= LONGEST, failsAs('invalid')),
    { missing: invalid, invalid },
  ),
});

/** What was asked is over, or never was: to a client that is the same. */
const gone: ReadonlySet<ErrorCode> = new Set(['activation.unknown', 'activation.expired']);

/** CSC v2 `credentials/authorizeCheck` (11.7). */
export const credentialsAuthorizeCheck: Served = {
  shape: {
    name: 'credentials/authorizeCheck',
    clause: '11.7',
    access: 'bearer',
    scopes: ['service'],
    request,
    answers: { 200: sadAnswer, 202: handleAnswer },
    refusals: [refusals.authentication, refusals.locked],
  },
  serve: ({ authorisation: { explicit } }) => ({
    access: 'bearer',
    scopes: ['service'],
    answer: async (members, caller) => {
      const { handle } = await decode(request, members);
      const outcome = await explicit.check(serviceBearer(caller), handle).catch(asUnknownHandle);
      return outcome.state === 'authorised' ? withSad(outcome) : { status: 202, body: { handle: outcome.handle } };
    },
  }),
};

function asUnknownHandle(failure: unknown): never {
  if (failure instanceof ServiceError && gone.has(failure.code)) throw new CscRefusal(invalid, { cause: failure });
  throw failure;
}
