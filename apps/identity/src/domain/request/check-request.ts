import { idPattern } from '@paraph/kernel';
import { OAuthRefusal } from '../oauth-refusal.js';
import type { ClientStore } from '../ports/client-store.js';
import type { Sam } from '../ports/sam.js';
import type { AuthorisationRequest, CredentialRequest, RequestParameters } from './authorisation-request.js';
import { sessionOf } from '../sessions/session-request.js';
import { hashesParameter } from './credential-parameters.js';
import { optionalText } from './parameter.js';
import { parseRequest } from './parse-request.js';
import { rulesOf, type ServerBase } from './request-rules.js';
import type { AccountToken, VerifyAccountToken } from './verify-account-token.js';

/** An authorisation request as it arrives. */
export interface ArrivedRequest {
  readonly clientId: string;
  readonly base: ServerBase;
  readonly parameters: RequestParameters;
  /** It was pushed before and checked then, its `account_token` used. */
  readonly isPushed: boolean;
}

/** Decides whether a request may go on to its signer, as far as that can be said before anybody acts. */
export class CheckRequest {
  constructor(
    private readonly clients: ClientStore,
    private readonly sam: Sam,
    private readonly accountTokens: VerifyAccountToken,
  ) {}

  /** @throws OAuthRefusal, ServiceError */
  async run({ clientId, base, parameters, isPushed }: ArrivedRequest): Promise<AuthorisationRequest> {
    const client = await this.clients.find(clientId);
    if (client === undefined) throw new OAuthRefusal('unauthorized_client', 'The client is not registered');
    const text = optionalText(parameters['account_token'], 'account_token');
    // What was pushed as parameters was verified then, and what it named stands in its place.
    const isSettled = text === undefined || (isPushed && idPattern('sgn').test(text));
    const token: AccountToken | undefined = isSettled ? undefined : await this.accountTokens.run(text, client);
    const request = parseRequest(token === undefined ? parameters : { ...parameters, account_token: token.signerId }, rulesOf(client, base));
    sessionOf(client, request);
    if (request.scope === 'credential') await this.checkCredential(request, parameters, base);
    if (token !== undefined && !isPushed) await this.accountTokens.use(token, client);
    return request;
  }

  /** Most requests name their hashes and the signature service judges them: what only its facts can tell is asked for here. */
  private async checkCredential(request: CredentialRequest, parameters: RequestParameters, base: ServerBase): Promise<void> {
    const { credentialId, signatureQualifier, documents } = request;
    if (credentialId === undefined || (documents.length > 0 && signatureQualifier === undefined)) return;
    const { credentials } = await this.sam.describeAuthorisation({ credentialIds: [credentialId] });
    const facts = credentials.find((one) => one.credentialId === credentialId);
    if (facts === undefined) throw new OAuthRefusal('invalid_request', 'Invalid parameter credentialID');
    if (documents.length === 0 && facts.scal !== '1') throw missingHashes(parameters, base);
    const fits = signatureQualifier === undefined || signatureQualifier === facts.signatureQualifier;
    if (!fits) throw new OAuthRefusal('invalid_request', 'Invalid parameter signatureQualifier');
  }
}

function missingHashes(parameters: RequestParameters, base: ServerBase): OAuthRefusal {
  const name = parameters['authorization_details'] === undefined ? hashesParameter(base) : 'documentDigests';
  return new OAuthRefusal('invalid_request', `Missing (or invalid type) array parameter ${name}`);
}
