import { OAuthRefusal } from '../oauth-refusal.js';
import type { RequestParameters } from './authorisation-request.js';

/** Each restricts who signs or with what. Not known here, and a restriction that is ignored would be a hole. */
const unsupported = ['account_token', 'signatureQualifier'] as const;

/** Refuses what this server cannot honour. */
export function refuseUnsupported(parameters: RequestParameters): void {
  const name = unsupported.find((one) => parameters[one] !== undefined && parameters[one] !== null);
  if (name !== undefined) throw new OAuthRefusal('invalid_request', `Invalid parameter ${name}`);
}
