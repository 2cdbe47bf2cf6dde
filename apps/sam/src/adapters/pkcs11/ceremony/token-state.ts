import { readKeyChecks, shortCheck, type KeyChecks } from '../key-checks.js';
import { describeDevice, type DeviceDescription } from '../device-description.js';
import type { TokenFamily } from '../token-family.js';
import type { BookEntry, CeremonyAct } from './ceremony-book.js';
import { readFamily } from './ceremony.js';
import { actAs, type CeremonyToken } from './officer.js';

/** What a token is and holds. */
export interface TokenState {
  readonly token: DeviceDescription;
  readonly family: TokenFamily;
  readonly checks: KeyChecks;
}

/** Reads it as its user. */
export async function readTokenState(order: CeremonyToken): Promise<TokenState> {
  const family = await readFamily(order);
  return actAs('user', order, (cryptoki, session) => ({
    token: describeDevice(cryptoki, order.label),
    family,
    checks: readKeyChecks(cryptoki, session, family),
  }));
}

/** An act on a token, to be written down: with what the token holds after it. */
export function entryOf(act: CeremonyAct, { token, checks }: TokenState, about: Pick<BookEntry, 'at' | 'people' | 'particulars'>): BookEntry {
  const generations = Object.fromEntries([...checks.keks].map(([generation, check]) => [String(generation), shortCheck(check)]));
  return { act, token, generations, ...(checks.mac !== undefined && { mac: shortCheck(checks.mac) }), ...about };
}
