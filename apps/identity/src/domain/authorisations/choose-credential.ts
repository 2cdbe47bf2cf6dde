import { OAuthRefusal } from '../oauth-refusal.js';
import type { KeyLifecycle } from '../ports/key-lifecycle.js';
import type { Sam } from '../ports/sam.js';
import type { Signer } from '../ports/signer-store.js';
import type { CredentialRequest } from '../request/authorisation-request.js';

/** Chooses for a signer who signed in: the first usable credential that is good for what the application asked (CSC API v2 8.4.2 signatureQualifier). */
export class ChooseCredential {
  constructor(
    private readonly keyLifecycle: KeyLifecycle,
    private readonly sam: Sam,
  ) {}

  /** @throws OAuthRefusal if the signer has none */
  async run({ signatureQualifier, documents }: CredentialRequest, { id, subscriberId }: Signer): Promise<string> {
    const { credentials } = await this.keyLifecycle.listCredentials({ signerId: id, subscriberId, onlyValid: true });
    const usable = credentials.filter(({ state }) => state === 'active').map(({ credentialId }) => credentialId);
    const known = usable.length === 0 ? [] : (await this.sam.describeAuthorisation({ credentialIds: usable.slice(0, 100) })).credentials;
    const facts = new Map(known.map((one) => [one.credentialId, one]));
    const found = usable.find((credentialId) => {
      const one = facts.get(credentialId);
      return one?.byPage === true && one.signatureQualifier === signatureQualifier && (documents.length > 0 || one.scal === '1');
    });
    if (found === undefined) throw new OAuthRefusal('invalid_request', 'Invalid parameter signatureQualifier');
    return found;
  }
}
