import { toBase64 } from '@paraph/kernel';
import type { KeyRow } from '../ports/key-rows.js';
import type { GeneratedKey, Token, TokenKey, WrappedKey } from '../ports/token.js';
import { macInput } from '../records/mac-input.js';
import { tokenUse, type KeyPurpose } from './key-purpose.js';

type Unsealed = Omit<KeyRow, 'mac'>;

/** A key just made in the token as the row to store, MACed over all of it. */
export async function sealKey(token: Token, made: GeneratedKey, about: { keyId: string; purpose: KeyPurpose }): Promise<KeyRow> {
  const { blob, algorithm, tokenFamily, kekGeneration } = made.wrapped;
  const row: Unsealed = { ...about, algorithm, publicKey: made.publicKey, blob, tokenFamily, kekGeneration };
  return { ...row, mac: await token.mac(tokenUse(row.purpose).mac, bytesOf(row)) };
}

/** The same key, closed anew, as the row to put in the old one's place. Only for a row that `isSealed`. */
export async function resealKey(token: Token, { mac: _, ...row }: KeyRow, { blob, kekGeneration }: WrappedKey): Promise<KeyRow> {
  const next: Unsealed = { ...row, blob, kekGeneration };
  return { ...next, mac: await token.mac(tokenUse(next.purpose).mac, bytesOf(next)) };
}

/** Whether the row is one this SAM sealed. To be asked before its blob goes anywhere near the token. */
export function isSealed(token: Token, row: KeyRow): Promise<boolean> {
  return token.verifyMac(tokenUse(row.purpose).mac, bytesOf(row), row.mac);
}

/** The row as the token takes it; only for a row that `isSealed`. */
export function tokenKey({ keyId, blob, algorithm, purpose, tokenFamily, kekGeneration }: KeyRow): TokenKey {
  return { keyId, wrapped: { blob, algorithm, use: tokenUse(purpose).use, tokenFamily, kekGeneration } };
}

function bytesOf(row: Unsealed): Uint8Array {
  return macInput('key', row.keyId, row.purpose, row.algorithm, toBase64(row.publicKey), toBase64(row.blob), row.tokenFamily, row.kekGeneration);
}
