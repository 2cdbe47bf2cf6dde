import { OAuthRefusal } from '../oauth-refusal.js';

/** Text of a parameter; `null`, as some clients write for what they leave out, and the empty text count as absent. */
export function optionalText(value: unknown, name: string): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw new OAuthRefusal('invalid_request', `Missing (or invalid type) string parameter ${name}`);
  return value;
}

/** Text of a parameter that must be there. */
export function requiredText(value: unknown, name: string): string {
  const text = optionalText(value, name);
  if (text === undefined) throw new OAuthRefusal('invalid_request', `Missing (or invalid type) string parameter ${name}`);
  return text;
}
