import { ServiceError, type ErrorCode } from '@paraph/contracts';
import { z } from 'zod';
import { CscRefusal, refusals } from '../csc-error.js';
import { decode } from '../wire/member.js';
import { clientData, credentialId } from '../wire/members-in-common.js';
import type { Served } from '../wire/shape.js';

/** Our words: the standard has none for it. */
const over = refusals.bad('The deletion is not authorized any more');
/** The decision was used, or its time is over. */
const codes: ReadonlySet<ErrorCode> = new Set(['credential.state', 'change.unknown', 'change.state', 'change.expired']);

const request = z.object({ credentialID: credentialId(), clientData: clientData() });

/** CSC 2.2 `credentials/delete` (11.5): destroys a credential by the decision of its signer, which the token carries. */
export const credentialsDelete: Served = {
  shape: {
    name: 'credentials/delete',
    clause: '11.5 of 2.2',
    access: 'bearer',
    scopes: ['credential-deletion'],
    request,
    answers: { 204: null },
    refusals: [refusals.invalid('credentialID'), over],
  },
  serve: ({ credentials: { keep } }) => ({
    access: 'bearer',
    scopes: ['credential-deletion'],
    answer: async (members, { bearer }) => {
      if (bearer.scope !== 'credential-deletion') throw new CscRefusal(refusals.wrongScope);
      const { credentialID } = await decode(request, members);
      await keep.delete(bearer, credentialID).catch(asOver);
      return { status: 204 };
    },
  }),
};

function asOver(failure: unknown): never {
  if (failure instanceof ServiceError && codes.has(failure.code)) throw new CscRefusal(over, { cause: failure });
  throw failure;
}
