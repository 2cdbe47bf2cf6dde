import type { Secret } from '@paraph/kernel';
import type { Handle } from './binding.js';
import { translated } from './ckr.js';
import type { Cryptoki } from './cryptoki.js';
import { kekWeaknesses } from './kek-weaknesses.js';
import { KeyEncryptionKeys } from './key-encryption-keys.js';
import { ObjectCache } from './object-cache.js';
import { SessionPool } from './session-pool.js';
import { SignatureCheck } from './signature-check.js';
import { tokenFamily, type TokenFamily } from './token-family.js';
import { TokenMac } from './token-mac.js';
import { TokenSessions } from './token-sessions.js';
import { WrappedKeys } from './wrapped-keys.js';

/** One login with all that lives by it: to heal a lost token will be to make a new one of these. */
export interface TokenConnection {
  readonly cryptoki: Cryptoki;
  readonly label: string;
  readonly family: TokenFamily;
  readonly sessions: TokenSessions;
  readonly pool: SessionPool;
  /** RSA keys take a second each to make: they wait for each other, and nobody for them. */
  readonly rsaLane: SessionPool;
  readonly privateKeys: ObjectCache;
  readonly publicKeys: ObjectCache;
  readonly wrappedKeys: WrappedKeys;
  readonly check: SignatureCheck;
  readonly mac: TokenMac;
  readonly kekGeneration: number;
  readonly warnings: readonly string[];
}

export interface ConnectionSettings {
  readonly label: string;
  readonly pin: Secret;
  readonly sessions: number;
  readonly cacheKeys: number;
  readonly cacheSeconds: number;
}

/** Work that may wait for a session before more is refused. Waiting itself has no end yet. */
const MAX_WAITING = 10_000;
const MAX_WAITING_RSA = 1_000;

/** Logs in, finds the keys of the ceremony and checks their shape. @throws `hsm.unavailable`, `hsm.refused` */
export async function connect(cryptoki: Cryptoki, settings: ConnectionSettings): Promise<TokenConnection> {
  let sessions: TokenSessions | undefined;
  try {
    const slot = cryptoki.slotOf(settings.label);
    const family = tokenFamily(cryptoki.call((token) => token.C_GetTokenInfo(slot)).manufacturerID);
    sessions = new TokenSessions(cryptoki, settings);
    const first = sessions.open();
    const keys = await findKeys(cryptoki, first, family);
    sessions.close(first);
    const bounds = { objects: settings.cacheKeys, lifetimeMs: settings.cacheSeconds * 1000 };
    const destroy = (session: Handle, object: Handle): void => cryptoki.call((token) => token.C_DestroyObject(session, object));
    const publicKeys = new ObjectCache(destroy, sessions, bounds);
    const pool = new SessionPool(sessions, { size: settings.sessions, maxWaiting: MAX_WAITING });
    return {
      cryptoki,
      label: settings.label,
      family,
      sessions,
      pool,
      rsaLane: new SessionPool(sessions, { size: 1, maxWaiting: MAX_WAITING_RSA }),
      privateKeys: new ObjectCache(destroy, sessions, bounds),
      publicKeys,
      ...keys,
      check: new SignatureCheck(cryptoki, pool, publicKeys),
    };
  } catch (error) {
    sessions?.end();
    cryptoki.finalize();
    throw translated(error, 'before-signing');
  }
}

/** Waits for the work in hand, destroys every session object, logs out and ends the module. */
export async function disconnect(connection: TokenConnection): Promise<void> {
  const { cryptoki, pool, privateKeys, publicKeys, rsaLane, sessions } = connection;
  await Promise.all([pool.close(), rsaLane.close()]);
  await Promise.all([privateKeys.close(), publicKeys.close()]);
  sessions.end();
  cryptoki.finalize();
}

type Keys = Pick<TokenConnection, 'kekGeneration' | 'mac' | 'warnings' | 'wrappedKeys'>;

async function findKeys(cryptoki: Cryptoki, session: Handle, family: TokenFamily): Promise<Keys> {
  const keks = KeyEncryptionKeys.find(cryptoki, session, family);
  const wrappedKeys = new WrappedKeys(cryptoki, family, keks);
  const mac = new TokenMac(cryptoki, session);
  const { wrapped: sample } = await wrappedKeys.generate(session, 'p256', 'authority');
  const warnings = kekWeaknesses(cryptoki, session, { family, kek: keks.newest, sample });
  return { kekGeneration: keks.newest.generation, mac, warnings, wrappedKeys };
}
