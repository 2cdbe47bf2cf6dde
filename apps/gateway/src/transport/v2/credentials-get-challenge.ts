import { ServiceError } from '@paraph/contracts';
import type { AuthoriseExplicitly } from '../../domain/authorise-explicitly.js';
import { CscRefusal, refusals } from '../csc-error.js';
import { authObjectId } from './auth-data.js';
import type { BearerMethod } from './method.js';

/** CSC `credentials/getChallenge` (v2 11.8): a code goes to the signer's own device, so the answer has no body. */
export function credentialsGetChallenge(useCase: AuthoriseExplicitly): BearerMethod {
  return {
    access: 'bearer',
    scopes: ['service'],
    answer: async (members, bearer) => {
      if (bearer.scope !== 'service') throw new CscRefusal(refusals.wrongScope);
      const credentialId = members.string('credentialID');
      // The one authentication object that is sent to somebody.
      if (authObjectId(members.string('authObjectID')) !== 'OTP') throw new CscRefusal(refusals.invalid('authObjectID'));
      await useCase.sendCode(bearer, credentialId).catch(asUnknownObject);
      return undefined;
    },
  };
}

// Nothing was brought that could be wrong: the credential has no such object (CSC v2 11.8).
function asUnknownObject(failure: unknown): never {
  if (failure instanceof ServiceError && failure.code === 'evidence.missing') throw new CscRefusal(refusals.invalid('authObjectID'), { cause: failure });
  throw failure;
}
