import { OAuthRefusal } from '../oauth-refusal.js';

/** Members of a detail or of an object in it; one that is not known is refused (RFC 9396 section 5). */
export function knownMembers(value: object, known: ReadonlySet<string>): Readonly<Record<string, unknown>> {
  const unknown = Object.keys(value).find((name) => !known.has(name));
  if (unknown !== undefined)
    throw new OAuthRefusal('invalid_authorization_details', `Unknown member ${JSON.stringify(unknown.slice(0, 60))} in authorization_details`);
  return { ...value };
}

/** Whether a value is an object and no list. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
