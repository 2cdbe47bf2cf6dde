import type { DescribeCredential } from '../../domain/describe-credential.js';
import { decodeParts, type CredentialInfo } from './credential-info.js';
import type { BearerMethod } from './method.js';

/** CSC `credentials/info` (v2 11.5). */
export function credentialsInfo(describeCredential: DescribeCredential, credentialInfo: CredentialInfo): BearerMethod {
  return {
    access: 'bearer',
    scopes: ['service', 'credential'],
    answer: async (members, bearer) => {
      const credentialId = members.string('credentialID');
      const parts = decodeParts(members);
      return credentialInfo.encode(await describeCredential.run(bearer, credentialId), parts);
    },
  };
}
