import { OAuthRefusal } from '../oauth-refusal.js';
import type { AuthorisationRequest, DeletionRequest } from './authorisation-request.js';
import { knownMembers } from './detail-members.js';
import { scopeOfDetail } from './detail-types.js';
import { parseCreationDetail } from './parse-creation.js';
import { parseCredentialId } from './parse-credential-id.js';
import { parseSignatureDetail } from './parse-signature-detail.js';
import type { RequestRules } from './request-rules.js';

const deletionMembers = new Set(['type', 'credentialID', 'locations']);

/** One entry of `authorization_details`: what its type stands for (CSC API v2 8.4.2, 2.2 11.4 and 11.5). */
export function parseDetail(detail: object, rules: Pick<RequestRules, 'creationPolicies'>): AuthorisationRequest {
  switch (scopeOfDetail(detail)) {
    case 'credential':
      return parseSignatureDetail(detail);
    case 'credential-creation':
      return parseCreationDetail(detail, rules.creationPolicies);
    case 'credential-deletion':
      return parseDeletionDetail(detail);
    case undefined:
      throw new OAuthRefusal('invalid_authorization_details', 'Unsupported authorization details type');
  }
}

function parseDeletionDetail(detail: object): DeletionRequest {
  return { scope: 'credential-deletion', credentialId: parseCredentialId(knownMembers(detail, deletionMembers)['credentialID']) };
}
