import { isLenient } from '@paraph/kernel';
import { OAuthRefusal } from '../oauth-refusal.js';
import type { AuthorisationRequest } from './authorisation-request.js';
import { isObject } from './detail-members.js';
import { scopeOfDetail } from './detail-types.js';
import { parseDetail } from './parse-detail.js';
import { isStorable } from './refuse-unstorable.js';
import type { RequestRules } from './request-rules.js';

/** The one entry of `authorization_details`, as JSON text: one authorisation is for one credential. */
export function soleDetail(text: unknown, { profile }: Pick<RequestRules, 'profile'>): object {
  const details = arrayOf(parseJson(text), isLenient(profile, 'detail-object'));
  if (!isStorable(details)) throw new OAuthRefusal('invalid_authorization_details', 'authorization_details holds a character that no text may hold');
  const detail: unknown = details[0];
  if (details.length !== 1 || !isObject(detail)) {
    throw new OAuthRefusal('invalid_authorization_details', 'authorization_details should have exactly one entry');
  }
  return detail;
}

/** What `authorization_details` asks for. */
export function parseAuthorizationDetails(text: unknown, rules: Pick<RequestRules, 'profile' | 'creationPolicies'>): AuthorisationRequest {
  return parseDetail(soleDetail(text, rules), rules);
}

/** The scope that `authorization_details` stands for. */
export function scopeOfDetails(text: unknown, rules: Pick<RequestRules, 'profile'>): AuthorisationRequest['scope'] {
  const scope = scopeOfDetail(soleDetail(text, rules));
  if (scope === undefined) throw new OAuthRefusal('invalid_authorization_details', 'Unsupported authorization details type');
  return scope;
}

function arrayOf(value: unknown, mayBeObject: boolean): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (mayBeObject && isObject(value)) return [value];
  throw new OAuthRefusal('invalid_authorization_details', 'authorization_details should be a JSON array');
}

function parseJson(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch (cause) {
    throw new OAuthRefusal('invalid_authorization_details', 'authorization_details is not JSON', { cause });
  }
}
