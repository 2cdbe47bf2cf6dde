import { ServiceError } from '@paraph/contracts';
import { z } from 'zod';
import { refusals } from '../csc-error.js';
import type { Served } from './shape.js';
import { decode, member } from './member.js';
import { clientData, secretText } from './members-in-common.js';
import { serviceBearer } from './service-bearer.js';

const unknown = refusals.bad('Invalid string parameter token');
const request = z.object({
  token: member(secretText(), { missing: refusals.missingString('token') }),
  token_type_hint: member(z.enum(['access_token', 'refresh_token']).optional(), { invalid: refusals.bad('Invalid string parameter token_type_hint') }),
  clientData: clientData(),
});

/** CSC `auth/revoke` (11.3 of both versions): a token of the caller's own client. */
export const authRevoke: Served = {
  shape: { name: 'auth/revoke', clause: '11.3', access: 'bearer', scopes: ['service'], request, answers: { 204: null }, refusals: [unknown] },
  serve: ({ accounts: { revoke } }) => ({
    access: 'bearer',
    scopes: ['service'],
    answer: async (members, caller) => {
      const { token, token_type_hint: hint } = await decode(request, members);
      const { clientId, signerId } = serviceBearer(caller);
      const revocation = { token, clientId, ...(signerId === undefined ? {} : { signerId }), ...(hint === undefined ? {} : { hint }) };
      await revoke.run(revocation).catch((failure: unknown) => {
        // RFC 7009 section 2.2, for clients that expect it.
        const isFine = failure instanceof ServiceError && failure.code === 'token.unknown' && members.allows('unknown-token-revoked');
        if (!isFine) throw failure;
      });
      return members.allows('revoked-200') ? { status: 200, body: {} } : { status: 204 };
    },
  }),
};
