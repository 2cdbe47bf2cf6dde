import type { AuthorisationRequest } from './authorisation-request.js';

type Scope = Exclude<AuthorisationRequest['scope'], 'service'>;

const year = 'https://cloudsignatureconsortium.org/2025';

/** The types of `authorization_details` and the scope each stands for: that of CSC API 2.0 and those of 2.2. */
const scopes: ReadonlyMap<unknown, Scope> = new Map<unknown, Scope>([
  ['credential', 'credential'],
  [`${year}/credential`, 'credential'],
  [`${year}/credential-creation`, 'credential-creation'],
  [`${year}/credential-deletion`, 'credential-deletion'],
]);

export const detailTypes: readonly string[] = [...scopes.keys()].map(String);

/** The scope a detail stands for, if its type is known. */
export function scopeOfDetail(detail: object): Scope | undefined {
  return scopes.get({ type: undefined, ...detail }.type);
}
