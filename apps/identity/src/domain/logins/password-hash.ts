import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';

/** What a hash costs. */
export interface HashCost {
  /** KiB. */
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** The second recommended option of RFC 9106 section 4, for where memory is shared: 64 MiB, three passes, four lanes. */
export const HASH_COST: HashCost = { memory: 65_536, passes: 3, parallelism: 4 };

const SALT_BYTES = 16;
const TAG_BYTES = 32;
/** The format of the reference implementation: a hash says itself what it cost, so that later ones may cost more. */
const FORMAT = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{43})$/;

/** A new hash of a password. */
export async function hashPassword(password: string, cost: HashCost): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  return `$argon2id$v=19$${textOf(cost)}$${unpadded(salt)}$${unpadded(await derive(password, salt, cost))}`;
}

/** Whether this is the password behind a hash; constant time for hashes of one cost. */
export async function matchesPassword(password: string, hash: string): Promise<boolean> {
  const [, memory, passes, parallelism, salt = '', tag = ''] = FORMAT.exec(hash) ?? [];
  if (memory === undefined) throw new Error('a password hash in a format that was never written');
  const cost = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
  return timingSafeEqual(await derive(password, Buffer.from(salt, 'base64'), cost), Buffer.from(tag, 'base64'));
}

/** Whether a hash costs what one costs now. */
export function hasCost(hash: string, cost: HashCost): boolean {
  return hash.startsWith(`$argon2id$v=19$${textOf(cost)}$`);
}

function derive(password: string, salt: Buffer, { memory, passes, parallelism }: HashCost): Promise<Buffer> {
  const parameters = { message: Buffer.from(password.normalize('NFC')), nonce: salt, parallelism, tagLength: TAG_BYTES, memory, passes };
  return new Promise((resolve, reject) => argon2('argon2id', parameters, (error, tag) => (error === null ? resolve(tag) : reject(error))));
}

function textOf({ memory, passes, parallelism }: HashCost): string {
  return `m=${memory},t=${passes},p=${parallelism}`;
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
