import { OAuthRefusal } from '../oauth-refusal.js';
import type { RequestParameters } from './authorisation-request.js';

/** A null character or half of a surrogate pair, as `JSON.stringify` writes them behind an even number of backslashes. */
const UNSTORABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/;

/** Whether a database keeps this value: PostgreSQL takes neither in a text, and would refuse after the signer has approved. */
export function isStorable(value: unknown): boolean {
  return !UNSTORABLE.test(JSON.stringify(value) ?? '');
}

/** Refuses a request of which a parameter cannot be kept until its signer acts. */
export function refuseUnstorable(parameters: RequestParameters): void {
  const name = Object.keys(parameters).find((one) => !isStorable(parameters[one]));
  if (name !== undefined) throw new OAuthRefusal('invalid_request', `Invalid parameter ${name}`);
}
