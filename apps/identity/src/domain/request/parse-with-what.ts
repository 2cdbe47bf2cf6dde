import { OAuthRefusal } from '../oauth-refusal.js';
import type { CredentialRequest, RequestParameters } from './authorisation-request.js';
import { optionalText } from './parameter.js';
import { parseCredentialId } from './parse-credential-id.js';

/** Longest signature qualifier the signature service takes. */
const MAX_QUALIFIER = 60;

/** With which credential to sign: the one that is named, or one that is good for a qualifier (CSC API v2 8.4.2). */
export function parseWithWhat(members: RequestParameters): Pick<CredentialRequest, 'credentialId' | 'signatureQualifier'> {
  const signatureQualifier = optionalText(members['signatureQualifier'], 'signatureQualifier');
  if (signatureQualifier === undefined) return { credentialId: parseCredentialId(members['credentialID']) };
  if (signatureQualifier.length > MAX_QUALIFIER) throw new OAuthRefusal('invalid_request', 'Invalid parameter signatureQualifier');
  const named = optionalText(members['credentialID'], 'credentialID');
  return named === undefined ? { signatureQualifier } : { signatureQualifier, credentialId: parseCredentialId(named) };
}
