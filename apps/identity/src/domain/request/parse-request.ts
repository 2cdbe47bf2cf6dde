import { idPattern } from '@paraph/kernel';
import { OAuthRefusal } from '../oauth-refusal.js';
import type { AuthorisationRequest, RequestParameters } from './authorisation-request.js';
import { describeDocuments } from './describe-documents.js';
import { optionalText } from './parameter.js';
import { parseAuthorizationDetails } from './parse-authorization-details.js';
import { parseCreationQuery } from './parse-creation.js';
import { parseCredentialId } from './parse-credential-id.js';
import { parseCredentialQuery } from './parse-credential-query.js';
import { refuseMixedForms } from './refuse-mixed-forms.js';
import { refuseUnstorable } from './refuse-unstorable.js';
import type { RequestRules } from './request-rules.js';
import { resolveScope } from './resolve-scope.js';

/**
 * What a request asks for. Every rule of CSC about the parameters is applied here, in this order; what is common to all
 * OAuth servers was checked before, and so was an `account_token`: its place holds the signer it named.
 *
 * @throws OAuthRefusal
 */
export function parseRequest(parameters: RequestParameters, rules: RequestRules): AuthorisationRequest {
  refuseUnstorable(parameters);
  const account = optionalText(parameters['account_token'], 'account_token');
  if (account !== undefined && !idPattern('sgn').test(account)) throw new OAuthRefusal('invalid_request', 'Invalid parameter account_token');
  const request = describeDocuments(parseForm(parameters, rules), parameters);
  return account === undefined ? request : { ...request, account };
}

function parseForm(parameters: RequestParameters, rules: RequestRules): AuthorisationRequest {
  const scope = resolveScope(parameters, rules);
  if (parameters['authorization_details'] !== undefined) {
    const request = parseAuthorizationDetails(parameters['authorization_details'], rules);
    refuseMixedForms(parameters, request, rules);
    return request;
  }
  switch (scope) {
    case 'credential':
      return parseCredentialQuery(parameters, rules.base);
    case 'credential-creation':
      return parseCreationQuery(parameters, rules.creationPolicies);
    case 'credential-deletion':
      return { scope, credentialId: parseCredentialId(parameters['credentialID']) };
    case 'service':
      return { scope };
  }
}
