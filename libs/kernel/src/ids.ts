import { randomBytes } from 'node:crypto';

/** The kinds of thing that have an identifier of their own. */
export type IdPrefix = 'act' | 'enr' | 'chg' | 'prop' | 'cred' | 'mns' | 'apr' | 'sgn' | 'sub' | 'cli' | 'key' | 'evt' | 'req' | 'att' | 'msg';

/** A new identifier: the kind, an underscore, 16 random bytes in base64url (22 characters). */
export function newId(prefix: IdPrefix): string {
  return `${prefix}_${randomBytes(16).toString('base64url')}`;
}

/** What an identifier of this kind looks like, for schemas at the door. */
export function idPattern(prefix: IdPrefix): RegExp {
  return new RegExp(`^${prefix}_[A-Za-z0-9_-]{22}$`);
}
