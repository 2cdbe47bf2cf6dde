import { OAuthRefusal } from '../oauth-refusal.js';
import type { AuthorisationRequest, RequestParameters } from './authorisation-request.js';
import { credentialParameters } from './credential-parameters.js';
import { parseHashes, wholeNumber } from './parse-credential-query.js';
import { allows, type RequestRules } from './request-rules.js';

/**
 * Details carry everything about an authorisation; a plain parameter beside them could only contradict them (CSC API v2 8.4.2). Clients
 * that say everything twice may, where their profile allows it and both say the same.
 */
export function refuseMixedForms(parameters: RequestParameters, request: AuthorisationRequest, rules: RequestRules): void {
  const mayRepeat = allows(rules, 'scope-with-details');
  const plain = credentialParameters(rules.base).find((name) => parameters[name] !== undefined && !(mayRepeat && repeats(name, parameters, request)));
  if (plain !== undefined) throw new OAuthRefusal('invalid_request', `Parameter ${plain} cannot be combined with authorization_details`);
}

function repeats(name: string, parameters: RequestParameters, request: AuthorisationRequest): boolean {
  if (request.scope !== 'credential') return false;
  switch (name) {
    case 'credentialID':
      return parameters[name] === request.credentialId;
    case 'signatureQualifier':
      return parameters[name] === request.signatureQualifier;
    case 'hashAlgorithmOID':
      return parameters[name] === request.hashAlgorithmOid;
    case 'numSignatures':
      return wholeNumber(parameters[name]) === request.numSignatures;
    case 'hashes':
      return (
        parseHashes(parameters, 'v2').sort().join() ===
        request.documents
          .map(({ hash }) => hash)
          .sort()
          .join()
      );
    default:
      return false;
  }
}
