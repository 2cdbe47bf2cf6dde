import { OAuthRefusal } from '../oauth-refusal.js';
import type { CredentialRequest } from './authorisation-request.js';
import { parseDetail } from './parse-detail.js';
import { isStorable } from './refuse-unstorable.js';

/** The one entry of `authorization_details`, as JSON text: one authorisation is for one credential. */
export function soleDetail(text: unknown): object {
  const details = parseJson(text);
  if (!Array.isArray(details)) throw new OAuthRefusal('invalid_authorization_details', 'authorization_details should be a JSON array');
  if (!isStorable(details)) throw new OAuthRefusal('invalid_authorization_details', 'authorization_details holds a character that no text may hold');
  const detail: unknown = details[0];
  if (details.length !== 1 || typeof detail !== 'object' || detail === null) {
    throw new OAuthRefusal('invalid_authorization_details', 'authorization_details should have exactly one entry');
  }
  return detail;
}

/** What `authorization_details` asks for. */
export function parseAuthorizationDetails(text: unknown): CredentialRequest {
  return parseDetail(soleDetail(text));
}

function parseJson(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch (cause) {
    throw new OAuthRefusal('invalid_authorization_details', 'authorization_details is not JSON', { cause });
  }
}
