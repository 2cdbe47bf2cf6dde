import { ServiceError } from '@paraph/contracts';
import type { KeyAlgorithm, SignatureScheme } from '@paraph/kernel';
import { timingSafeEqual } from 'node:crypto';
import {
  Token,
  type Digest,
  type GeneratedKey,
  type HeldKey,
  type KeyUse,
  type MacPurpose,
  type TokenCounters,
  type TokenHealth,
  type TokenKey,
  type WrappedKey,
} from '../../../domain/ports/token.js';
import { translated } from '../ckr.js';
import { Cryptoki } from '../cryptoki.js';
import { signatureInput } from '../digest-input.js';
import { mustBeMadeFor, mustDo } from '../key-use.js';
import type { TokenSettings } from '../pkcs11-token.js';
import { readPublicKey } from '../public-key.js';
import { selfTest } from '../self-test.js';
import { signInput } from '../signatures.js';
import { inMarkSession } from '../token-mark.js';
import { TokenLink } from '../token-link.js';
import type { ObjectConnection } from './object-connection.js';
import { NO_GENERATION } from './object-keys.js';
import { ObjectWays } from './object-ways.js';

/**
 * A token that gives no keys out: each is an object in it, for a small number of long-lived keys. It has no
 * key-encryption key, so it closes nothing anew and carries nothing. What it cannot do is refused, and `health` says so.
 */
export class ObjectToken extends Token {
  readonly #link: TokenLink<ObjectConnection>;
  readonly #label: string;
  readonly #counts = { signCalls: 0, verifyCalls: 0, macCalls: 0, agreeCalls: 0, unwrapCalls: 0, generateCalls: 0, sessionsDiscarded: 0 };

  private constructor(link: TokenLink<ObjectConnection>, label: string) {
    super();
    this.#link = link;
    this.#label = label;
  }

  /** Logs in, tries the token out and has it pass its self-test. @throws `hsm.unavailable`, `hsm.refused`; nothing is left open then */
  static async open(settings: TokenSettings, cryptoki: Cryptoki = Cryptoki.load(settings.module, undefined, settings.moduleParameters)): Promise<ObjectToken> {
    const link = await TokenLink.open(cryptoki, new ObjectWays(cryptoki, settings));
    // By another object, so that what the test asks of the token is in nobody's counts.
    const tested = new ObjectToken(link, settings.label);
    const made: WrappedKey[] = [];
    try {
      await selfTest(tested.#remembering(made), { macs: link.connection?.mac !== undefined, agrees: false });
      for (const wrapped of made) await tested.destroy(wrapped);
    } catch (error) {
      await tested.close();
      throw error;
    }
    return new ObjectToken(link, settings.label);
  }

  override async generateKeyPair(algorithm: KeyAlgorithm, use: KeyUse): Promise<GeneratedKey> {
    mustBeMadeFor(use, algorithm);
    if (use === 'agreement') throw cannot('agree');
    this.#counts.generateCalls += 1;
    return this.#ask(({ keys, writers }) => writers.use((session) => keys.generate(session, algorithm, use)));
  }

  override holdKeyPair(): Promise<HeldKey> {
    return Promise.reject(cannot('hold a key for one session'));
  }

  /** Ends a key in the token. Answers whether there was one. @throws `hsm.refused`, `hsm.unavailable` */
  async destroy(wrapped: WrappedKey): Promise<boolean> {
    return this.#ask(({ keys, writers }) => writers.use(async (session) => keys.destroy(session, wrapped)));
  }

  override async sign(key: TokenKey, digest: Digest, scheme?: SignatureScheme): Promise<Uint8Array> {
    mustDo('sign', key);
    const input = signatureInput(key.wrapped.algorithm, digest, scheme);
    return this.#link.use(async ({ cryptoki, keys, pool }) => {
      const onAsk = (): void => void (this.#counts.signCalls += 1);
      try {
        return await pool.use(async (session) => signInput(cryptoki, { session, key: keys.handleOf(session, key) }, { input, onAsk }));
      } catch (error) {
        keys.forget(key.wrapped);
        throw translated(error, 'before-signing');
      }
    });
  }

  override signVerified(
    key: TokenKey,
    publicKey: Uint8Array,
    digests: readonly Digest[],
    scheme?: SignatureScheme,
  ): Promise<readonly PromiseSettledResult<Uint8Array>[]> {
    return Promise.allSettled(
      digests.map(async (digest) => {
        const signature = await this.sign(key, digest, scheme);
        const isRight = await this.verify(publicKey, digest, signature, scheme).catch((cause: unknown) => {
          throw new Error('the signature could not be verified', { cause });
        });
        if (!isRight) throw new Error('the token answered a signature that does not verify');
        return signature;
      }),
    );
  }

  override async verify(publicKey: Uint8Array, digest: Digest, signature: Uint8Array, scheme?: SignatureScheme): Promise<boolean> {
    const key = readPublicKey(publicKey);
    const input = signatureInput(key.algorithm, digest, scheme);
    this.#counts.verifyCalls += 1;
    return this.#ask(({ check }) => check.passes(key, input, signature));
  }

  override async mac(purpose: MacPurpose, bytes: Uint8Array): Promise<Uint8Array> {
    this.#counts.macCalls += 1;
    return this.#ask(async ({ mac, pool }) => {
      if (mac === undefined) throw cannot('make MACs');
      return pool.use((session) => mac.of(session, purpose, bytes));
    });
  }

  override async verifyMac(purpose: MacPurpose, bytes: Uint8Array, mac: Uint8Array): Promise<boolean> {
    const expected = await this.mac(purpose, bytes);
    return mac.length === expected.length && timingSafeEqual(mac, expected);
  }

  override async agree(key: TokenKey): Promise<Uint8Array> {
    mustDo('agree', key);
    throw cannot('agree');
  }

  override rewrap({ wrapped }: TokenKey): Promise<WrappedKey> {
    return Promise.resolve(wrapped);
  }

  override async random(length: number): Promise<Uint8Array> {
    return this.#ask(({ cryptoki, pool }) =>
      pool.use(async (session) => new Uint8Array(cryptoki.call((token) => token.C_GenerateRandom(session, Buffer.alloc(length))))),
    );
  }

  override async readMark(): Promise<Uint8Array | undefined> {
    return this.#ask((connection) => inMarkSession(connection, false, (mark, session) => mark.read(session)[0]));
  }

  override async writeMark(bytes: Uint8Array): Promise<void> {
    return this.#ask((connection) => inMarkSession(connection, true, (mark, session) => mark.write(session, bytes)));
  }

  override async health(): Promise<TokenHealth> {
    try {
      await this.random(8);
    } catch (cause) {
      throw new ServiceError('hsm.unavailable', 'the token does not answer', { cause });
    }
    return this.#ask(async ({ family, keys, mac, sessions, warnings }) => {
      const lacks = mac === undefined ? ['the token makes no MACs: the SAM cannot seal its records with it'] : [];
      const about = { label: this.#label, family: family.name, kekGeneration: NO_GENERATION, openSessions: sessions.count, cachedKeys: keys.known };
      return { ...about, warnings: [...warnings, ...lacks] };
    });
  }

  /** Nothing is cached: the key is in the token, and `destroy` ends it. */
  override destroyCached(): Promise<void> {
    return Promise.resolve();
  }

  override isRemembered(): Promise<boolean> {
    return Promise.resolve(false);
  }

  override async close(): Promise<void> {
    await this.#link.close();
  }

  override get counters(): TokenCounters {
    return { ...this.#counts, sessionsDiscarded: this.#link.connection?.pool.discarded ?? 0 };
  }

  async #ask<T>(work: (connection: ObjectConnection) => Promise<T>): Promise<T> {
    return this.#link.use(async (connection) => {
      try {
        return await work(connection);
      } catch (error) {
        throw translated(error, 'before-signing');
      }
    });
  }

  /** This token for a self-test whose keys are ended afterwards. */
  #remembering(made: WrappedKey[]): Pick<Token, 'generateKeyPair' | 'sign' | 'verify' | 'mac' | 'verifyMac' | 'agree' | 'destroyCached'> {
    return {
      generateKeyPair: async (algorithm, use) => {
        const key = await this.generateKeyPair(algorithm, use);
        made.push(key.wrapped);
        return key;
      },
      sign: (...args) => this.sign(...args),
      verify: (...args) => this.verify(...args),
      mac: (...args) => this.mac(...args),
      verifyMac: (...args) => this.verifyMac(...args),
      agree: (key) => this.agree(key),
      destroyCached: () => Promise.resolve(),
    };
  }
}

function cannot(what: string): ServiceError {
  return new ServiceError('hsm.refused', `a token that keeps keys as objects is not asked to ${what}`);
}
