import { ServiceError } from '@paraph/contracts';
import { z } from 'zod';
import { CscRefusal, refusals } from '../csc-error.js';
import type { Dialect } from './dialect.js';
import { decodeAbout } from './member.js';
import { clientData, credentialId } from './members-in-common.js';
import { serviceBearer } from './service-bearer.js';
import type { Served } from './shape.js';

/** CSC `credentials/sendOTP` (v1 11.8; named by 2.2 beside `getChallenge`): a code goes to the signer's own device. */
export function credentialsSendOtp({ words }: Dialect, clause: string): Served {
  const request = z.object({ credentialID: credentialId(), clientData: clientData() });
  return {
    shape: {
      name: 'credentials/sendOTP',
      clause,
      access: 'bearer',
      scopes: ['service'],
      request,
      answers: { 204: null },
      refusals: [words.malformedHeaderOfSendOtp, refusals.invalid('credentialID'), refusals.disabled, words.locked],
    },
    serve: ({ authorisation: { explicit } }) => ({
      access: 'bearer',
      scopes: ['service'],
      malformedHeader: words.malformedHeaderOfSendOtp,
      answer: async (members, caller) => {
        const bearer = serviceBearer(caller);
        const { found } = await decodeAbout(request, members, { find: (id) => explicit.usable(bearer, id) });
        await explicit.sendCode(bearer, found).catch(asWrongCredential);
        return { status: 204 };
      },
    }),
  };
}

// The credential is the caller's and has nobody a code could be sent to: there is no other row for it.
function asWrongCredential(failure: unknown): never {
  if (failure instanceof ServiceError && failure.code === 'evidence.missing') throw new CscRefusal(refusals.invalid('credentialID'), { cause: failure });
  throw failure;
}
