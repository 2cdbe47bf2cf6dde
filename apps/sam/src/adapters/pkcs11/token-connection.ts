import type { Secret } from '@paraph/kernel';
import { availableParallelism } from 'node:os';
import type { Handle } from './binding.js';
import { translated } from './ckr.js';
import type { ClosingLimit } from './closing-limit.js';
import type { Cryptoki } from './cryptoki.js';
import { kekWeaknesses } from './kek-weaknesses.js';
import { examine } from './examination.js';
import { KeyEncryptionKeys } from './key-encryption-keys.js';
import { ObjectCache } from './object-cache.js';
import type { OneSessionKey } from './one-session-key.js';
import { SessionPool } from './session-pool.js';
import { SignatureCheck } from './signature-check.js';
import { MacBatch } from './threads/mac-batch.js';
import { TokenThreads } from './threads/token-threads.js';
import { familyOf, wrapping, type AnyTokenFamily, type TokenFamily } from './token-family.js';
import { TokenMac } from './token-mac.js';
import { TokenSessions } from './token-sessions.js';
import { WrappedKeys } from './wrapped-keys.js';

/** One login with all that lives by it: to heal a lost token is to make a new one of these. */
export interface TokenConnection {
  readonly cryptoki: Cryptoki;
  readonly label: string;
  readonly family: TokenFamily;
  readonly sessions: TokenSessions;
  /** Where signatures and MACs are made. */
  readonly threads: TokenThreads;
  readonly pool: SessionPool;
  /** RSA keys take a second each to make: they wait for each other, and nobody for them. */
  readonly rsaLane: SessionPool;
  readonly privateKeys: ObjectCache;
  readonly publicKeys: ObjectCache;
  /** Keys that live in a session of their own, each until its end. */
  readonly heldKeys: Set<OneSessionKey>;
  readonly wrappedKeys: WrappedKeys;
  readonly check: SignatureCheck;
  readonly mac: TokenMac;
  readonly macs: MacBatch;
  readonly keks: KeyEncryptionKeys;
  readonly warnings: readonly string[];
  /** Says that nothing lives by the module any more. */
  readonly release: () => void;
}

export interface ConnectionSettings {
  readonly label: string;
  readonly pin: Secret;
  readonly sessions: number;
  /** Threads that sign; 0 or nothing takes one for each processor. */
  readonly threads?: number;
  /** A call that takes longer is given up. */
  readonly callSeconds?: number;
  readonly cacheKeys: number;
  readonly cacheSeconds: number;
  /** Kinds of token beside the built-in ones. */
  readonly families?: readonly AnyTokenFamily[] | undefined;
  /** The newest generation that closes new blobs, where sibling tokens must hold it too. */
  readonly closing?: ClosingLimit;
}

/** Work that may wait for a session or a thread before more is refused, and for how long. */
const MAX_WAITING = 10_000;
const MAX_WAITING_RSA = 1_000;
const WAIT_MS = 5_000;
const WAIT_RSA_MS = 60_000;

/** Seconds after which a call of the token is given up, if nothing else is set. */
export const CALL_SECONDS = 5;

/** Logs in, finds the keys of the ceremony and checks their shape; nothing is left open if that fails. @throws `hsm.unavailable`, `hsm.refused` */
export async function connect(cryptoki: Cryptoki, settings: ConnectionSettings): Promise<TokenConnection> {
  const release = cryptoki.connected();
  let sessions: TokenSessions | undefined;
  try {
    const slot = cryptoki.slotOf(settings.label);
    const family = wrapping(familyOf(cryptoki, slot, settings.families));
    sessions = new TokenSessions(cryptoki, settings);
    const keys = await findKeys(cryptoki, sessions, { family, closing: settings.closing });
    const weaknesses = examine(cryptoki, family, sessions);
    const bounds = { objects: settings.cacheKeys, lifetimeMs: settings.cacheSeconds * 1000 };
    const destroy = (session: Handle, object: Handle): void => cryptoki.call((token) => token.C_DestroyObject(session, object));
    const publicKeys = new ObjectCache(destroy, sessions, bounds);
    const threads = startThreads(cryptoki, settings, sessions);
    const pool = new SessionPool(sessions, { size: settings.sessions, maxWaiting: MAX_WAITING, waitMs: WAIT_MS });
    return {
      cryptoki,
      label: settings.label,
      family,
      sessions,
      threads,
      pool,
      rsaLane: new SessionPool(sessions, { size: 1, maxWaiting: MAX_WAITING_RSA, waitMs: WAIT_RSA_MS }),
      privateKeys: new ObjectCache(destroy, sessions, bounds),
      publicKeys,
      heldKeys: new Set(),
      ...keys,
      macs: new MacBatch(threads, keys.mac.key),
      warnings: [...keys.warnings, ...weaknesses],
      check: new SignatureCheck(cryptoki, pool, publicKeys),
      release,
    };
  } catch (error) {
    sessions?.end();
    release();
    throw translated(error, 'before-signing');
  }
}

/** Waits for the work in hand, destroys every session object and logs out. */
export async function disconnect(connection: TokenConnection): Promise<void> {
  const { heldKeys, pool, privateKeys, publicKeys, release, rsaLane, sessions, threads } = connection;
  await Promise.all([pool.close(), rsaLane.close(), threads.close()]);
  await Promise.all([privateKeys.close(), publicKeys.close(), ...[...heldKeys].map((key) => key.end())]);
  sessions.end();
  // A call that did not come back may still be in the module, with its session.
  void sessions.emptied.then(release);
}

/** Waits for the work in hand, which fails or is given up, and ends what is left of a lost login without touching its objects. */
export async function dropConnection(connection: TokenConnection): Promise<void> {
  const { heldKeys, pool, privateKeys, publicKeys, release, rsaLane, sessions, threads } = connection;
  await Promise.all([pool.close(), rsaLane.close(), threads.close()]);
  await Promise.all([privateKeys.drop(), publicKeys.drop(), ...[...heldKeys].map((key) => key.end())]);
  sessions.end();
  void sessions.emptied.then(release);
}

type Keys = Pick<TokenConnection, 'keks' | 'mac' | 'warnings' | 'wrappedKeys'>;

async function findKeys(
  cryptoki: Cryptoki,
  sessions: TokenSessions,
  { family, closing }: { family: TokenFamily; closing: ClosingLimit | undefined },
): Promise<Keys> {
  const session = sessions.open();
  try {
    const keks = KeyEncryptionKeys.find(cryptoki, session, family, closing);
    const wrappedKeys = new WrappedKeys(cryptoki, family, keks);
    const mac = new TokenMac(cryptoki, session, family);
    const { wrapped: sample } = await wrappedKeys.generate(session, 'p256', 'authority');
    const warnings = kekWeaknesses(cryptoki, session, { family, kek: keks.newest, sample });
    return { keks, mac, warnings, wrappedKeys };
  } finally {
    sessions.close(session);
  }
}

function startThreads(cryptoki: Cryptoki, { callSeconds = CALL_SECONDS, threads = 0 }: ConnectionSettings, sessions: TokenSessions): TokenThreads {
  const count = threads > 0 ? threads : Math.max(2, availableParallelism());
  const bounds = { module: cryptoki.path, threads: count, niceness: 0, hangMs: callSeconds * 1000, waitMs: WAIT_MS, maxWaiting: MAX_WAITING };
  return new TokenThreads(bounds, sessions);
}
