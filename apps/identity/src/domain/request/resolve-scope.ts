import { OAuthRefusal } from '../oauth-refusal.js';
import type { RequestParameters } from './authorisation-request.js';
import { optionalText } from './parameter.js';

/** Parameters that say what a credential authorisation is about. */
export const credentialParameters = ['credentialID', 'signatureQualifier', 'numSignatures', 'hashes', 'hashAlgorithmOID'] as const;

/**
 * The scope of a request: `service` unless it says otherwise (CSC API v2 8.4.2). Details alone mean `credential`; real
 * clients also write that scope beside them, which is consistent and so tolerated.
 */
export function resolveScope(parameters: RequestParameters): 'service' | 'credential' {
  const scope = optionalText(parameters['scope'], 'scope');
  const hasDetails = parameters['authorization_details'] !== undefined;
  if (scope !== undefined && scope !== 'service' && scope !== 'credential') throw new OAuthRefusal('invalid_scope', 'Invalid parameter scope');
  if (hasDetails && scope === 'service') throw new OAuthRefusal('invalid_request', 'authorization_details cannot be combined with scope service');
  if (hasDetails || scope === 'credential') return 'credential';
  const stray = credentialParameters.find((name) => parameters[name] !== undefined);
  if (stray !== undefined) throw new OAuthRefusal('invalid_request', `Parameter ${stray} needs scope credential`);
  return 'service';
}
