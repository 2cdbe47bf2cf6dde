import type { AuthorisationRequest, RequestParameters } from './authorisation-request.js';
import { parseAuthorizationDetails } from './parse-authorization-details.js';
import { parseCredentialQuery } from './parse-credential-query.js';
import { refuseMixedForms } from './refuse-mixed-forms.js';
import { refuseUnstorable } from './refuse-unstorable.js';
import { refuseUnsupported } from './refuse-unsupported.js';
import { resolveScope } from './resolve-scope.js';

/**
 * What a request asks for. Every rule of CSC about the parameters is applied here, in this order; what is common to all
 * OAuth servers was checked before.
 *
 * @throws OAuthRefusal
 */
export function parseRequest(parameters: RequestParameters): AuthorisationRequest {
  refuseUnstorable(parameters);
  const scope = resolveScope(parameters);
  refuseUnsupported(parameters);
  if (scope === 'service') return { scope };
  if (parameters['authorization_details'] === undefined) return parseCredentialQuery(parameters);
  refuseMixedForms(parameters);
  return parseAuthorizationDetails(parameters['authorization_details']);
}
