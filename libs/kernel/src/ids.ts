import { randomFillSync } from 'node:crypto';

/** The kinds of thing that have an identifier of their own. */
export type IdPrefix =
  | 'act'
  | 'enr'
  | 'chg'
  | 'prop'
  | 'cred'
  | 'mns'
  | 'apr'
  | 'sgn'
  | 'sub'
  | 'cli'
  | 'key'
  | 'evt'
  | 'req'
  | 'att'
  | 'msg'
  | 'lgn'
  | 'ctr'
  | 'opr'
  | 'rep'
  | 'fnd'
  | 'ent'
  | 'rcn';

const LENGTH = 16;
/** Drawn for many identifiers at once: a call of the system for each costs more than all else about it. */
const pool = Buffer.alloc(LENGTH * 128);
let used = pool.length;

function random(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const text = pool.toString('base64url', used, used + LENGTH);
  // No number is given twice, and none stays where it could be read.
  pool.fill(0, used, used + LENGTH);
  used += LENGTH;
  return text;
}

/** A new identifier: the kind, an underscore, 16 random bytes in base64url (22 characters). */
export function newId(prefix: IdPrefix): string {
  return `${prefix}_${random()}`;
}

/** What an identifier of this kind looks like, for schemas at the door. */
export function idPattern(prefix: IdPrefix): RegExp {
  return new RegExp(`^${prefix}_[A-Za-z0-9_-]{22}$`);
}
