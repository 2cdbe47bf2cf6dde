import type { ServiceBearer } from '../../domain/bearer.js';
import type { ListCredentials } from '../../domain/list-credentials.js';
import { CscRefusal, refusals } from '../csc-error.js';
import type { Members } from '../members.js';
import { decodeParts, type CredentialInfo } from './credential-info.js';
import type { BearerMethod } from './method.js';

/** CSC `credentials/list` (v2 11.4). */
export function credentialsList(listCredentials: ListCredentials, credentialInfo: CredentialInfo): BearerMethod {
  return {
    access: 'bearer',
    scopes: ['service'],
    answer: async (members, bearer) => {
      if (bearer.scope !== 'service') throw new CscRefusal(refusals.wrongScope);
      const signerId = decodeUserId(members, bearer);
      const parts = members.flag('credentialInfo') ? decodeParts(members) : undefined;
      const onlyValid = members.flag('onlyValid');
      const credentials = await listCredentials.run(bearer, { ...(signerId === undefined ? {} : { signerId }), onlyValid });
      return {
        credentialIDs: credentials.map(({ credentialId }) => credentialId),
        ...(parts ? { credentialInfos: credentials.map((one) => ({ credentialID: one.credentialId, ...credentialInfo.encode(one, parts) })) } : {}),
        ...(onlyValid ? { onlyValid } : {}),
      };
    },
  };
}

/** @throws CscRefusal `userID parameter MUST be null` for a person's token, `Invalid parameter userID` for a client's without a text */
function decodeUserId(members: Members, bearer: ServiceBearer): string | undefined {
  if (bearer.signerId !== undefined) {
    if (members.has('userID')) throw new CscRefusal(refusals.userIdForbidden);
    return undefined;
  }
  const userId = members.raw('userID');
  if (typeof userId !== 'string') throw new CscRefusal(refusals.invalid('userID'));
  return userId;
}
