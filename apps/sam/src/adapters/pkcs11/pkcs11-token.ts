import { ServiceError } from '@paraph/contracts';
import { keyAlgorithmFacts, type KeyAlgorithm, type Secret, type SignatureScheme } from '@paraph/kernel';
import { timingSafeEqual } from 'node:crypto';
import type { Digest, GeneratedKey, HeldKey, KeyUse, MacPurpose, TokenCounters, TokenHealth, TokenKey, WrappedKey } from '../../domain/ports/token.js';
import { agreeInSession, agreementInput } from './agreement.js';
import { CkrError, translated } from './ckr.js';
import type { ClosingLimit } from './closing-limit.js';
import { Cryptoki } from './cryptoki.js';
import { signatureInput, type SignatureInput } from './digest-input.js';
import { readKeyChecks, type KeyChecks } from './key-checks.js';
import { mustBeMadeFor, mustDo } from './key-use.js';
import { OneSessionKey } from './one-session-key.js';
import { ReadKeys } from './read-keys.js';
import type { AnyTokenFamily } from './token-family.js';
import { selfTest } from './self-test.js';
import { SiblingToken } from './sibling-token.js';
import { MAC_BYTES } from './token-mac.js';
import { inMarkSession } from './token-mark.js';
import type { TokenConnection } from './token-connection.js';
import { TokenLink } from './token-link.js';
import { macInThread, signInThreads, type SigningOrder } from './token-signing.js';
import type { TokenObserver, TokenVitals } from './token-vitals.js';
import { WrappedKeyWays } from './wrapped-key-ways.js';

type Outcome = PromiseSettledResult<Uint8Array>;

/** Where the token is and how much of it may be used. */
export interface TokenSettings {
  readonly module: string;
  readonly label: string;
  readonly pin: Secret;
  /** Sessions for signing, verifying and MACs; a few more serve the cache and the making of RSA keys. */
  readonly sessions: number;
  /** Threads that sign; 0 or nothing takes one for each processor. */
  readonly threads?: number;
  /** A call of the token that takes longer is given up. */
  readonly callSeconds?: number;
  readonly cacheKeys: number;
  readonly cacheSeconds: number;
  /** What the module is told when it starts, where it wants to be told something. */
  readonly moduleParameters?: string | undefined;
  /** The newest generation that closes new blobs, where sibling tokens must hold it too. */
  readonly closing?: ClosingLimit;
  /** Kinds of token beside the built-in ones. */
  readonly families?: readonly AnyTokenFamily[] | undefined;
  readonly observer?: TokenObserver;
}

/** A token behind PKCS#11 v2.40. */
export class Pkcs11Token extends SiblingToken {
  readonly #link: TokenLink<TokenConnection>;
  readonly #ways: WrappedKeyWays;
  readonly #observer: TokenObserver | undefined;
  readonly #readKeys = new ReadKeys();
  readonly #counts = { signCalls: 0, verifyCalls: 0, macCalls: 0, agreeCalls: 0, generateCalls: 0 };

  private constructor(link: TokenLink<TokenConnection>, ways: WrappedKeyWays, observer?: TokenObserver) {
    super();
    this.#link = link;
    this.#ways = ways;
    this.#observer = observer;
  }

  /** Logs in, checks the token's keys and has it pass its self-test. @throws `hsm.unavailable`, `hsm.refused`; nothing is left open then */
  static async open(settings: TokenSettings, cryptoki: Cryptoki = Cryptoki.load(settings.module, undefined, settings.moduleParameters)): Promise<Pkcs11Token> {
    const ways = new WrappedKeyWays(cryptoki, settings);
    const link = await TokenLink.open(cryptoki, ways);
    // By another object, so that what the test asks of the token is in nobody's counts.
    const tested = new Pkcs11Token(link, ways);
    try {
      await selfTest(tested, { macs: true, agrees: true });
    } catch (error) {
      await tested.close();
      throw error;
    }
    return new Pkcs11Token(link, ways, settings.observer);
  }

  override async generateKeyPair(algorithm: KeyAlgorithm, use: KeyUse): Promise<GeneratedKey> {
    mustBeMadeFor(use, algorithm);
    return this.#ask('generate', ({ pool, rsaLane, wrappedKeys }) => {
      const lane = keyAlgorithmFacts[algorithm].family === 'rsa' ? rsaLane : pool;
      this.#counts.generateCalls += 1;
      return lane.use((session) => wrappedKeys.generate(session, algorithm, use));
    });
  }

  override async holdKeyPair(algorithm: KeyAlgorithm): Promise<HeldKey> {
    return this.#ask('generate', ({ cryptoki, family, heldKeys, rsaLane, sessions }) => {
      const onAsk = (): void => void (this.#counts.signCalls += 1);
      const make = (): Promise<OneSessionKey> => OneSessionKey.make(cryptoki, { family, sessions, heldKeys, onAsk }, algorithm);
      this.#counts.generateCalls += 1;
      return keyAlgorithmFacts[algorithm].family === 'rsa' ? rsaLane.use(make) : make();
    });
  }

  override async sign(key: TokenKey, digest: Digest, scheme?: SignatureScheme): Promise<Uint8Array> {
    mustDo('sign', key);
    const [outcome] = await this.#sign({ key, inputs: [signatureInput(key.wrapped.algorithm, digest, scheme)], verifyWith: undefined });
    if (outcome?.status !== 'fulfilled') throw outcome?.reason;
    return outcome.value;
  }

  override async signVerified(key: TokenKey, publicKey: Uint8Array, digests: readonly Digest[], scheme?: SignatureScheme): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = [];
    const inputs: SignatureInput[] = [];
    const places: number[] = [];
    const refuse = (place: number, reason: unknown): void => void (outcomes[place] = { status: 'rejected', reason });
    digests.forEach((digest, place) => {
      try {
        mustDo('sign', key);
        inputs.push(signatureInput(key.wrapped.algorithm, digest, scheme));
        places.push(place);
      } catch (error) {
        refuse(place, error);
      }
    });
    try {
      const verifyWith = this.#readKeys.read(publicKey);
      if (verifyWith.algorithm !== key.wrapped.algorithm) throw new ServiceError('hsm.refused', 'the public key is of another algorithm than the private one');
      const made = await this.#sign({ key, inputs, verifyWith });
      made.forEach((outcome, index) => (outcomes[places[index] ?? 0] = outcome));
      this.#counts.verifyCalls += made.filter(({ status }) => status === 'fulfilled').length;
    } catch (error) {
      for (const place of places) refuse(place, error);
    }
    return outcomes;
  }

  override async agree(key: TokenKey, peer: Uint8Array, otherInfo: Uint8Array): Promise<Uint8Array> {
    mustDo('agree', key);
    const input = agreementInput(peer, otherInfo);
    return this.#ask('agree', async ({ cryptoki, pool, privateKeys, wrappedKeys }) => {
      this.#counts.agreeCalls += 1;
      const borrowed = await privateKeys.borrow(wrappedKeys.unwrapped(key));
      try {
        return await pool.use((session) => agreeInSession(cryptoki, { session, key: borrowed.handle }, input));
      } catch (error) {
        // The handle may be what failed: it dies with a lost login. The next use unwraps the key again.
        void privateKeys.forget(key.keyId);
        throw error;
      } finally {
        borrowed.release();
      }
    });
  }

  override async verify(publicKey: Uint8Array, digest: Digest, signature: Uint8Array, scheme?: SignatureScheme): Promise<boolean> {
    const key = this.#readKeys.read(publicKey);
    const input = signatureInput(key.algorithm, digest, scheme);
    return this.#ask('verify', ({ check }) => {
      this.#counts.verifyCalls += 1;
      return check.passes(key, input, signature);
    });
  }

  override async mac(purpose: MacPurpose, bytes: Uint8Array): Promise<Uint8Array> {
    this.#counts.macCalls += 1;
    return this.#ask('mac', (connection) => macInThread(connection, purpose, bytes));
  }

  override async verifyMac(purpose: MacPurpose, bytes: Uint8Array, mac: Uint8Array): Promise<boolean> {
    // By making it anew: tokens exist that answer a wrong MAC with CKR_DEVICE_ERROR.
    const expected = await this.mac(purpose, bytes);
    return mac.length === MAC_BYTES && timingSafeEqual(mac, expected);
  }

  override async rewrap(key: TokenKey): Promise<WrappedKey> {
    return this.#ask('rewrap', ({ pool, wrappedKeys }) => pool.use((session) => wrappedKeys.rewrap(session, key)));
  }

  override async keyChecks(): Promise<KeyChecks> {
    return this.#ask('key-checks', ({ cryptoki, family, pool }) => pool.use(async (session) => readKeyChecks(cryptoki, session, family)));
  }

  override async random(length: number): Promise<Uint8Array> {
    return this.#ask('random', async ({ cryptoki, pool }) => {
      const bytes = await pool.use(async (session) => cryptoki.call((token) => token.C_GenerateRandom(session, Buffer.alloc(length))));
      return new Uint8Array(bytes);
    });
  }

  override async readMark(): Promise<Uint8Array | undefined> {
    return this.#ask('read-mark', (connection) => inMarkSession(connection, false, (mark, session) => mark.read(session)[0]));
  }

  override async writeMark(bytes: Uint8Array): Promise<void> {
    return this.#ask('write-mark', (connection) => inMarkSession(connection, true, (mark, session) => mark.write(session, bytes)));
  }

  override async health(): Promise<TokenHealth> {
    try {
      await this.random(8);
      return await this.#ask('health', async ({ family, label, privateKeys, heldKeys, sessions, keks, warnings }) => {
        // As the token would say it: whoever heals understands.
        if (!sessions.isLoggedIn()) throw new CkrError('CKR_USER_NOT_LOGGED_IN', 0x101);
        const counts = { openSessions: sessions.count, cachedKeys: privateKeys.size, heldKeys: heldKeys.size };
        return { label, family: family.name, kekGeneration: keks.newest.generation, warnings, ...counts };
      });
    } catch (cause) {
      throw new ServiceError('hsm.unavailable', `the token ${this.#ways.label} does not answer`, { cause, retryAfter: 1 });
    }
  }

  override async destroyCached(keyId: string): Promise<void> {
    await this.#link.connection?.privateKeys.forget(keyId);
  }

  override isRemembered(keyId: string): Promise<boolean> {
    return Promise.resolve(this.#link.connection?.privateKeys.has(keyId) ?? false);
  }

  override async close(): Promise<void> {
    await this.#link.close();
  }

  override get counters(): TokenCounters {
    const { discarded, unwraps } = this.#ways.totals(this.#link.connection);
    return { ...this.#counts, unwrapCalls: unwraps, sessionsDiscarded: discarded };
  }

  /** How the token is at this moment. */
  get vitals(): TokenVitals {
    const { connection, record } = this.#link;
    const totals = this.#ways.totals(connection);
    const [pool, rsaLane] = [connection?.pool.load, connection?.rsaLane.load];
    return {
      label: this.#ways.label,
      ...record,
      signatures: this.#counts.signCalls,
      waiting: (connection?.threads.waiting ?? 0) + (pool?.waiting ?? 0) + (rsaLane?.waiting ?? 0),
      sessionsOpen: connection?.sessions.count ?? 0,
      sessionsBusy: (connection?.threads.busy ?? 0) + (pool?.busy ?? 0) + (rsaLane?.busy ?? 0),
      threadsHung: connection?.threads.hung ?? 0,
      cacheHits: totals.cacheHits,
      cacheMisses: totals.cacheMisses,
    };
  }

  #sign(order: Omit<SigningOrder, 'onAsked'>): Promise<readonly Outcome[]> {
    if (order.inputs.length === 0) return Promise.resolve([]);
    const onAsked = (times: number): void => void (this.#counts.signCalls += times);
    const met = (outcomes: readonly Outcome[]): unknown[] => outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    return this.#observed('sign', beforeSigning(this.#link.use((connection) => signInThreads(connection, { ...order, onAsked }), met)), met);
  }

  /** Asks for anything but a signature. */
  #ask<T>(operation: string, work: (connection: TokenConnection) => Promise<T>): Promise<T> {
    return this.#observed(operation, beforeSigning(this.#link.use(work)));
  }

  async #observed<T>(operation: string, work: Promise<T>, met: (result: T) => readonly unknown[] = () => []): Promise<T> {
    const began = performance.now();
    let isSuccess = false;
    try {
      const result = await work;
      isSuccess = met(result).length === 0;
      return result;
    } finally {
      const outcome = isSuccess ? 'success' : 'failure';
      this.#observer?.answered({ token: this.#ways.label, operation, outcome, seconds: (performance.now() - began) / 1000 });
    }
  }
}

/** Errors of everything but the signature itself. */
async function beforeSigning<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw translated(error, 'before-signing');
  }
}
