import { ServiceError } from '@paraph/contracts';
import type { KeyAlgorithm, SignatureScheme } from '@paraph/kernel';
import type { Digest, HeldKey } from '../../domain/ports/token.js';
import { checked, differencesFrom, mechanismDefects, type KeyShape } from './attributes.js';
import type { Handle } from './binding.js';
import { CkrError, translated } from './ckr.js';
import type { Cryptoki } from './cryptoki.js';
import { signatureInput, type SignatureInput } from './digest-input.js';
import { allowedMechanisms, generation, newKeyShape } from './key-templates.js';
import { readGeneratedKey } from './public-key-object.js';
import type { SessionSource } from './session-pool.js';
import { passesWith } from './signature-check.js';
import { signInput } from './signatures.js';
import type { AnyTokenFamily } from './token-family.js';

/** Born so that it never leaves: neither readable nor wrapped, under any key (CKA_NEVER_EXTRACTABLE). */
const oneSessionShape: KeyShape = { ...newKeyShape('signer'), EXTRACTABLE: false };

/** What a key of one session needs of its token. */
export interface KeySurroundings {
  readonly family: AnyTokenFamily;
  readonly sessions: SessionSource;
  /** Those that live: it is one of them until its end. */
  readonly heldKeys?: Set<OneSessionKey>;
  /** Told each time the token is handed something to sign. */
  readonly onAsk?: () => void;
}

/** The session, and in it both halves of the pair. */
interface KeyPlace {
  readonly cryptoki: Cryptoki;
  readonly session: Handle;
  readonly key: Handle;
  readonly publicKey: Handle;
}

/** A device may take a minute over an RSA key. */
const GENERATION_MS = 120_000;

/**
 * A signer's key for one session of theirs: no row and no blob, so no backup ever holds it. It lives in a session of the
 * token that is its own, in one replica, and is gone with it: whatever ends the session ends the key.
 */
export class OneSessionKey implements HeldKey {
  readonly #end: () => void;
  readonly #onAsk: () => void;
  #turn: Promise<unknown> = Promise.resolve();
  #isOver = false;

  private constructor(
    /** SubjectPublicKeyInfo, DER. */
    readonly publicKey: Uint8Array,
    readonly algorithm: KeyAlgorithm,
    private readonly by: KeyPlace,
    { end, onAsk }: { readonly end: () => void; readonly onAsk: () => void },
  ) {
    this.#end = end;
    this.#onAsk = onAsk;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** @throws `hsm.unavailable`; `hsm.refused` for a token that would let it out; `algorithm.unsupported` */
  static async make(
    cryptoki: Cryptoki,
    { family, sessions, heldKeys, onAsk = () => undefined }: KeySurroundings,
    algorithm: KeyAlgorithm,
  ): Promise<OneSessionKey> {
    if (!family.makesSessionKeys) throw new ServiceError('hsm.refused', `a token of the family ${family.name} keeps every key: none dies with its session`);
    const session = sessions.open();
    const end = (): void => sessions.close(session);
    try {
      const { mechanism, publicKey, privateKey } = generation({ family, algorithm, use: 'signer', shape: oneSessionShape });
      const pair = await cryptoki.callAsync([], (token) => token.C_GenerateKeyPairAsync(session, mechanism, publicKey, privateKey), GENERATION_MS);
      const at = { session, object: pair.privateKey };
      const defects = [
        ...differencesFrom(checked(oneSessionShape, family.keys), cryptoki, at),
        ...mechanismDefects(cryptoki, at, { quirks: family.keys, mechanisms: allowedMechanisms(algorithm, 'signer') }),
      ];
      if (defects.length > 0) throw new ServiceError('hsm.refused', `the token does not keep keys as it must: ${defects.join(', ')}`);
      const spki = readGeneratedKey(cryptoki, algorithm, { session, object: pair.publicKey });
      const made = new OneSessionKey(
        spki,
        algorithm,
        { cryptoki, session, key: pair.privateKey, publicKey: pair.publicKey },
        {
          onAsk,
          end: () => {
            heldKeys?.delete(made);
            end();
          },
        },
      );
      heldKeys?.add(made);
      return made;
    } catch (error) {
      end();
      throw translated(error, 'before-signing');
    }
  }

  /**
   * Signs a digest and verifies it, one after the other: a session does one thing at a time. A failure ends the key.
   *
   * @throws as `Token.sign`; `hsm.refused` once it is over
   */
  async sign(digest: Digest, scheme?: SignatureScheme): Promise<Uint8Array> {
    const input = signatureInput(this.algorithm, digest, scheme);
    const done = this.#turn.then(async () => {
      if (this.#isOver) throw new ServiceError('hsm.refused', 'the key ended with its session');
      try {
        const signature = await signInput(this.by.cryptoki, this.by, { input, onAsk: this.#onAsk });
        await this.#verify(input, signature);
        return signature;
      } catch (error) {
        this.#finish();
        throw error;
      }
    });
    this.#turn = done.catch(() => undefined);
    return done;
  }

  /** Ends the key, after the signature in hand. Nothing of it is left. */
  async end(): Promise<void> {
    await this.#turn;
    this.#finish();
  }

  /** With the public half that was made with it: nothing of it is left elsewhere in the token. @throws if the signature is none */
  async #verify(input: SignatureInput, signature: Uint8Array): Promise<void> {
    const { cryptoki, publicKey, session } = this.by;
    const object = { session, object: publicKey };
    const passes = await passesWith(cryptoki, object, { input, signature, spki: this.publicKey }).catch((cause: unknown) => {
      throw new Error('the signature could not be verified', { cause });
    });
    if (!passes) throw new Error('the token answered a signature that does not verify');
  }

  #finish(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    try {
      this.#end();
    } catch (error) {
      // A session that the token lost already is as good as ended.
      if (!(error instanceof CkrError)) throw error;
    }
  }
}
