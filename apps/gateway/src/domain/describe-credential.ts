import { ServiceError, type CredentialDescription } from '@paraph/contracts';
import type { Bearer } from './bearer.js';
import type { CredentialDirectory } from './credential-directory.js';

/** Longest credential identifier that the contract carries. */
const LONGEST_ID = 200;

/** CSC `credentials/info` (v2 11.5): one credential, as far as this bearer may see it. */
export class DescribeCredential {
  constructor(private readonly directory: CredentialDirectory) {}

  /** @throws ServiceError `credential.unknown`, the same whether there is none or it is somebody else's */
  async run(bearer: Bearer, credentialId: string): Promise<CredentialDescription> {
    // A credential token is good for its own credential and sees no other one of the same person.
    const hidden = !isCarried(credentialId) || (bearer.scope === 'credential' && bearer.credentialId !== credentialId);
    if (hidden) throw new ServiceError('credential.unknown', 'not visible to this token');
    const { subscriberId, signerId, clientId } = bearer;
    return this.directory.describe(credentialId, { subscriberId, clientId, ...(signerId === undefined ? {} : { signerId }) });
  }
}

/** What no database can hold names no credential. */
function isCarried(credentialId: string): boolean {
  return credentialId.length <= LONGEST_ID && credentialId.isWellFormed() && !credentialId.includes('\0');
}
