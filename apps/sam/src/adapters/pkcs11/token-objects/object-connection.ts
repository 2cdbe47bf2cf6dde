import { ServiceError } from '@paraph/contracts';
import type { Handle } from '../binding.js';
import { isCkr, translated } from '../ckr.js';
import type { Cryptoki } from '../cryptoki.js';
import { examine } from '../examination.js';
import { ObjectCache } from '../object-cache.js';
import type { TokenSettings } from '../pkcs11-token.js';
import { SessionPool } from '../session-pool.js';
import { SignatureCheck } from '../signature-check.js';
import { familyOf, type AnyTokenFamily, type TokenObjectFamily } from '../token-family.js';
import { findMacKeys, TokenMac } from '../token-mac.js';
import { TokenSessions } from '../token-sessions.js';
import { TokenObjectKeys } from './object-keys.js';
import { StoredPublicKeys } from './stored-public-keys.js';

/** One login with all that lives by it. */
export interface ObjectConnection {
  readonly cryptoki: Cryptoki;
  readonly family: TokenObjectFamily;
  readonly sessions: TokenSessions;
  readonly pool: SessionPool;
  /** Where keys are made and ended: one at a time, since some tokens lose objects that two sessions write at once. */
  readonly writers: SessionPool;
  readonly keys: TokenObjectKeys;
  readonly check: SignatureCheck;
  /** What to end beside the sessions. */
  readonly publicKeys: ObjectCache | undefined;
  /** None where the token makes no MACs. */
  readonly mac: TokenMac | undefined;
  readonly warnings: readonly string[];
  readonly release: () => void;
}

const MAX_WAITING = 1_000;

/** Logs in and tries the token out. @throws `hsm.unavailable`, `hsm.refused` */
export function connectToObjects(cryptoki: Cryptoki, settings: TokenSettings): ObjectConnection {
  const release = cryptoki.connected();
  let sessions: TokenSessions | undefined;
  try {
    const family = objectFamily(familyOf(cryptoki, cryptoki.slotOf(settings.label), settings.families));
    sessions = new TokenSessions(cryptoki, settings);
    const own = sessions;
    const writing = { open: () => own.open({ mayWrite: true }), close: (session: Handle) => own.close(session) };
    const warnings = examine(cryptoki, family, writing);
    const pool = new SessionPool(own, { size: settings.sessions, maxWaiting: MAX_WAITING });
    const destroy = (session: Handle, object: Handle): void => cryptoki.call((token) => token.C_DestroyObject(session, object));
    const bounds = { objects: settings.cacheKeys, lifetimeMs: settings.cacheSeconds * 1000 };
    const publicKeys = family.importsPublicKeys ? new ObjectCache(destroy, own, bounds) : undefined;
    return {
      cryptoki,
      family,
      sessions: own,
      pool,
      writers: new SessionPool(writing, { size: 1, maxWaiting: MAX_WAITING, waitMs: 120_000 }),
      keys: new TokenObjectKeys(cryptoki, family),
      check: new SignatureCheck(cryptoki, pool, publicKeys ?? new StoredPublicKeys(cryptoki, pool)),
      publicKeys,
      mac: macOf(cryptoki, own, family),
      warnings,
      release,
    };
  } catch (error) {
    sessions?.end();
    release();
    throw translated(error, 'before-signing');
  }
}

/** Waits for the work in hand and ends what is left of the login. */
export async function disconnectFromObjects({ pool, writers, publicKeys, sessions, release }: ObjectConnection, isLost: boolean): Promise<void> {
  await Promise.all([pool.close(), writers.close()]);
  await (isLost ? publicKeys?.drop() : publicKeys?.close());
  sessions.end();
  // A call that did not come back may still be in the module, with its session.
  void sessions.emptied.then(release);
}

function objectFamily(family: AnyTokenFamily): TokenObjectFamily {
  if (family.keeps === 'token-objects') return family;
  throw new ServiceError('hsm.refused', `a token of the family ${family.name} gives keys out wrapped: it is not used by objects`);
}

/** The MAC key, if the token has one: some can make none. */
function macOf(cryptoki: Cryptoki, sessions: TokenSessions, family: TokenObjectFamily): TokenMac | undefined {
  const session = sessions.open();
  try {
    return findMacKeys(cryptoki, session).length === 0 ? undefined : new TokenMac(cryptoki, session, family);
  } catch (error) {
    // tpm2-pkcs11 has no secret keys to look for.
    if (isCkr(error, 'CKR_FUNCTION_NOT_SUPPORTED', 'CKR_ATTRIBUTE_TYPE_INVALID', 'CKR_ATTRIBUTE_VALUE_INVALID')) return undefined;
    throw error;
  } finally {
    sessions.close(session);
  }
}
