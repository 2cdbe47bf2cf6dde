import { ServiceError } from '@paraph/contracts';
import { keyAlgorithmFacts, type KeyAlgorithm, type Secret, type SignatureScheme } from '@paraph/kernel';
import { timingSafeEqual } from 'node:crypto';
import type { Digest, GeneratedKey, KeyUse, MacPurpose, TokenCounters, TokenHealth, TokenKey } from '../../domain/ports/token.js';
import { Token } from '../../domain/ports/token.js';
import { agreeInSession, agreementInput } from './agreement.js';
import type { Handle } from './binding.js';
import { translated } from './ckr.js';
import { Cryptoki } from './cryptoki.js';
import { signatureInput } from './digest-input.js';
import { mustBeMadeFor, mustDo } from './key-use.js';
import { readPublicKey } from './public-key.js';
import { signInput } from './signatures.js';
import { MAC_BYTES } from './token-mac.js';
import { connect, disconnect, type TokenConnection } from './token-connection.js';

/** Where the token is and how much of it may be used. */
export interface TokenSettings {
  readonly module: string;
  readonly label: string;
  readonly pin: Secret;
  /** Sessions for signing, verifying and MACs; a few more serve the cache and the making of RSA keys. */
  readonly sessions: number;
  readonly cacheKeys: number;
  readonly cacheSeconds: number;
}

/** A token behind PKCS#11 v2.40. */
export class Pkcs11Token extends Token {
  readonly #connection: TokenConnection;
  readonly #counts = { signCalls: 0, verifyCalls: 0, macCalls: 0, agreeCalls: 0, generateCalls: 0 };

  private constructor(connection: TokenConnection) {
    super();
    this.#connection = connection;
  }

  /** Logs in and checks the token's keys. @throws `hsm.unavailable`, `hsm.refused`; nothing is left open then */
  static async open(settings: TokenSettings, cryptoki: Cryptoki = Cryptoki.load(settings.module)): Promise<Pkcs11Token> {
    return new Pkcs11Token(await connect(cryptoki, settings));
  }

  override async generateKeyPair(algorithm: KeyAlgorithm, use: KeyUse): Promise<GeneratedKey> {
    const { pool, rsaLane, wrappedKeys } = this.#connection;
    mustBeMadeFor(use, algorithm);
    const lane = keyAlgorithmFacts[algorithm].family === 'rsa' ? rsaLane : pool;
    this.#counts.generateCalls += 1;
    return beforeSigning(lane.use((session) => wrappedKeys.generate(session, algorithm, use)));
  }

  override async sign(key: TokenKey, digest: Digest, scheme?: SignatureScheme): Promise<Uint8Array> {
    mustDo('sign', key);
    const { cryptoki } = this.#connection;
    const input = signatureInput(key.wrapped.algorithm, digest, scheme);
    const onAsk = (): void => void (this.#counts.signCalls += 1);
    return this.#with(key, (session, handle) => signInput(cryptoki, { session, key: handle }, { input, onAsk }));
  }

  override async agree(key: TokenKey, peer: Uint8Array, otherInfo: Uint8Array): Promise<Uint8Array> {
    mustDo('agree', key);
    const { cryptoki } = this.#connection;
    const input = agreementInput(peer, otherInfo);
    this.#counts.agreeCalls += 1;
    return beforeSigning(this.#with(key, (session, handle) => agreeInSession(cryptoki, { session, key: handle }, input)));
  }

  override async verify(publicKey: Uint8Array, digest: Digest, signature: Uint8Array, scheme?: SignatureScheme): Promise<boolean> {
    const key = readPublicKey(publicKey);
    const input = signatureInput(key.algorithm, digest, scheme);
    this.#counts.verifyCalls += 1;
    return beforeSigning(this.#connection.check.passes(key, input, signature));
  }

  override async mac(purpose: MacPurpose, bytes: Uint8Array): Promise<Uint8Array> {
    const { pool, mac } = this.#connection;
    this.#counts.macCalls += 1;
    return beforeSigning(pool.use((session) => mac.of(session, purpose, bytes)));
  }

  override async verifyMac(purpose: MacPurpose, bytes: Uint8Array, mac: Uint8Array): Promise<boolean> {
    // By making it anew: tokens exist that answer a wrong MAC with CKR_DEVICE_ERROR.
    const expected = await this.mac(purpose, bytes);
    return mac.length === MAC_BYTES && timingSafeEqual(mac, expected);
  }

  override async random(length: number): Promise<Uint8Array> {
    const { cryptoki, pool } = this.#connection;
    const bytes = pool.use(async (session) => cryptoki.call((token) => token.C_GenerateRandom(session, Buffer.alloc(length))));
    return new Uint8Array(await beforeSigning(bytes));
  }

  override async health(): Promise<TokenHealth> {
    const { family, label, privateKeys, sessions, kekGeneration, warnings } = this.#connection;
    try {
      await this.random(8);
      if (!sessions.isLoggedIn()) throw new ServiceError('hsm.unavailable', 'the token has ended the login');
    } catch (cause) {
      throw new ServiceError('hsm.unavailable', 'the token does not answer', { cause });
    }
    return { label, family: family.name, kekGeneration, warnings, openSessions: sessions.count, cachedKeys: privateKeys.size };
  }

  override async destroyCached(keyId: string): Promise<void> {
    await this.#connection.privateKeys.forget(keyId);
  }

  override async close(): Promise<void> {
    await disconnect(this.#connection);
  }

  override get counters(): TokenCounters {
    const { pool, privateKeys, publicKeys, rsaLane, wrappedKeys } = this.#connection;
    const sessionsDiscarded = [pool, rsaLane, privateKeys, publicKeys].reduce((sum, one) => sum + one.discarded, 0);
    return { ...this.#counts, unwrapCalls: wrappedKeys.unwraps, sessionsDiscarded };
  }

  /** Works with an unwrapped key in a session. */
  async #with<T>(key: TokenKey, work: (session: Handle, key: Handle) => Promise<T>): Promise<T> {
    const { pool, privateKeys, wrappedKeys } = this.#connection;
    const borrowed = await beforeSigning(privateKeys.borrow(wrappedKeys.unwrapped(key)));
    try {
      return await pool.use((session) => work(session, borrowed.handle));
    } catch (error) {
      // The handle may be what failed: it dies with a lost login. The next use unwraps the key again.
      void privateKeys.forget(key.keyId);
      throw error;
    } finally {
      borrowed.release();
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
