import { Secret } from '@paraph/kernel';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { holdUserCeremony, type UserCeremonySummary } from '../src/adapters/pkcs11/ceremony/user-ceremony.js';
import type { TokenSettings } from '../src/adapters/pkcs11/pkcs11-token.js';
import type { Ability } from './token-abilities.js';

/** Where Debian and Fedora put the module. Homebrew’s was never tried. */
const MODULES = [
  '/usr/lib/x86_64-linux-gnu/libsoftokn3.so',
  '/usr/lib/aarch64-linux-gnu/libsoftokn3.so',
  '/usr/lib/x86_64-linux-gnu/nss/libsoftokn3.so',
  '/usr/lib/aarch64-linux-gnu/nss/libsoftokn3.so',
  '/usr/lib64/libsoftokn3.so',
];
const NSS_MODULE = MODULES.find((path) => existsSync(path));

/** Whether the module is on this machine. */
export const hasNss: Ability = NSS_MODULE === undefined ? 'libsoftokn3.so of NSS is not installed' : true;

/** A database of NSS that belongs to one test file. */
export interface Nss {
  readonly settings: TokenSettings;
  readonly ceremony: UserCeremonySummary;
  /** Holds the ceremony once more. */
  repeat(): UserCeremonySummary;
  /** Removes the folder; the module must have ended. */
  remove(): void;
}

/** A new database after its ceremony. */
export function startNss(label = 'paraph-nss'): Nss {
  if (NSS_MODULE === undefined) throw new Error(String(hasNss));
  const folder = mkdtempSync(join(tmpdir(), 'paraph-nss-'));
  mkdirSync(join(folder, 'db'), { mode: 0o700 });
  const moduleParameters = `configdir='sql:${join(folder, 'db')}' certPrefix='' keyPrefix='' secmod='' flags= dbTokenDescription='${label}'`;
  const order = { module: NSS_MODULE, label, pin: new Secret('user-1234567890'), moduleParameters };
  const repeat = (): UserCeremonySummary => holdUserCeremony(order);
  const ceremony = repeat();
  const settings = { ...order, sessions: 8, cacheKeys: 100, cacheSeconds: 60 };
  return { settings, ceremony, repeat, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
