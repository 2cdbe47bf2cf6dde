import { OAuthRefusal } from '../oauth-refusal.js';
import type { RequestParameters } from './authorisation-request.js';
import { credentialParameters } from './resolve-scope.js';

/** Details carry everything about a credential authorisation; a plain parameter beside them could only contradict them (CSC API v2 8.4.2). */
export function refuseMixedForms(parameters: RequestParameters): void {
  const plain = credentialParameters.find((name) => parameters[name] !== undefined);
  if (plain !== undefined) throw new OAuthRefusal('invalid_request', `Parameter ${plain} cannot be combined with authorization_details`);
}
