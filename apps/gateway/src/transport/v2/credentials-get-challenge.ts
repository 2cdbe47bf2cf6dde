import type { AuthoriseExplicitly } from '../../domain/authorise-explicitly.js';
import { CscRefusal, refusals } from '../csc-error.js';
import type { BearerMethod } from './method.js';

/** The one authentication object that is sent to the signer. */
const ONE_TIME_CODE = 'OTP';

/** CSC `credentials/getChallenge` (v2 11.8): a code goes to the signer's own device, so the answer has no body. */
export function credentialsGetChallenge(useCase: AuthoriseExplicitly): BearerMethod {
  return {
    access: 'bearer',
    scopes: ['service'],
    answer: async (members, bearer) => {
      const credentialId = members.string('credentialID');
      if (members.string('authObjectID').toUpperCase() !== ONE_TIME_CODE) throw new CscRefusal(refusals.invalid('authObjectID'));
      await useCase.sendCode(bearer, credentialId);
      return undefined;
    },
  };
}
