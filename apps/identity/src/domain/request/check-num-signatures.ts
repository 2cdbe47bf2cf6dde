import { OAuthRefusal } from '../oauth-refusal.js';

/** How many signatures are asked for: a whole number, at least one for each document. Its upper bound is the signature service's to know. */
export function checkNumSignatures(value: unknown, documents: number): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
    throw new OAuthRefusal('invalid_request', 'Missing (or invalid type) integer parameter numSignatures');
  }
  if (value < 1 || value < documents) throw new OAuthRefusal('invalid_request', 'Invalid value for parameter numSignatures');
  return value;
}
