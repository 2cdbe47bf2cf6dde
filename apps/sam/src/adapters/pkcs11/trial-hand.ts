import { randomBytes } from 'node:crypto';
import { flagsOf, readAttribute, type KeyShape } from './attributes.js';
import { pkcs11js, type Handle, type Mechanism, type Template } from './binding.js';
import { CkrError } from './ckr.js';
import type { Cryptoki, Pkcs11 } from './cryptoki.js';
import { curveOf } from './key-templates.js';
import type { AnyTokenFamily } from './token-family.js';

const AES_256_BYTES = 32;
const LARGEST_BLOB = 4096;

/** A private key's first shape in a trial: a session object, sensitive, given out under any wrapping key. */
const simpleKey: KeyShape = { TOKEN: false, PRIVATE: true, SENSITIVE: true, EXTRACTABLE: true, SIGN: true };
/** What a token without session keys makes instead. */
const staying: KeyShape = { TOKEN: true, EXTRACTABLE: false };

/** A session for one trial: what the trial makes in it is destroyed at its end. Asks as the SAM's user, so as whoever steals its PIN. */
export class TrialHand {
  readonly #made: Handle[] = [];

  constructor(
    readonly cryptoki: Cryptoki,
    readonly session: Handle,
    readonly family: AnyTokenFamily,
  ) {}

  /** Asks the token. @throws CkrError */
  ask<T>(work: (token: Pkcs11) => T): T {
    return this.cryptoki.call(work);
  }

  /** What the token says to an attempt: `CKR_OK`, or the name of its refusal. */
  answer(attempt: () => unknown): string {
    try {
      attempt();
      return 'CKR_OK';
    } catch (error) {
      if (error instanceof CkrError) return error.ckr;
      throw error;
    }
  }

  /** An elliptic-curve pair: session objects where the family has them. */
  ecPair(
    change: KeyShape = {},
    { extra = [], curve = 'p256' }: { extra?: Template; curve?: 'p256' | 'p384' | 'p521' } = {},
  ): {
    privateKey: Handle;
    publicKey: Handle;
  } {
    const params = { type: pkcs11js.CKA_EC_PARAMS, value: curveOf(curve) };
    return this.pair({ mechanism: pkcs11js.CKM_EC_KEY_PAIR_GEN }, [params], { change, extra });
  }

  /** A pair of any kind. */
  pair(
    mechanism: Mechanism,
    kind: Template,
    { change = {}, extra = [] }: { change?: KeyShape; extra?: Template } = {},
  ): { privateKey: Handle; publicKey: Handle } {
    const shape = { ...simpleKey, ...(this.family.makesSessionKeys ? {} : staying), ...change };
    const id = { type: pkcs11js.CKA_ID, value: randomBytes(16) };
    const publicKey = [...kind, ...flagsOf({ TOKEN: shape.TOKEN === true, PRIVATE: false, VERIFY: true }), id];
    const made = this.ask((token) => token.C_GenerateKeyPair(this.session, mechanism, publicKey, [...flagsOf(shape), ...extra, id]));
    this.#made.push(made.privateKey, made.publicKey);
    return made;
  }

  /** An AES key that its maker knows, or at least may do with as they like: what a thief would wrap keys under. */
  thiefsKey(change: KeyShape = {}): Handle {
    const shape = flagsOf({ TOKEN: false, EXTRACTABLE: true, WRAP: true, UNWRAP: true, ...change });
    const known: Template = [
      { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_SECRET_KEY },
      { type: pkcs11js.CKA_KEY_TYPE, value: pkcs11js.CKK_AES },
      ...shape,
      { type: pkcs11js.CKA_VALUE, value: Buffer.alloc(AES_256_BYTES, 7) },
    ];
    try {
      return this.keep(this.ask((token) => token.C_CreateObject(this.session, known)));
    } catch (error) {
      if (!(error instanceof CkrError)) throw error;
      // Devices exist that take no secret key from outside, which does not stop a thief who has them make one.
      const made = [{ type: pkcs11js.CKA_VALUE_LEN, value: AES_256_BYTES }, ...shape];
      return this.keep(this.ask((token) => token.C_GenerateKey(this.session, { mechanism: pkcs11js.CKM_AES_KEY_GEN }, made)));
    }
  }

  /** A key out of the token. */
  wrap(mechanism: Mechanism, by: Handle, key: Handle): Buffer {
    return Buffer.from(this.ask((token) => token.C_WrapKey(this.session, mechanism, by, key, Buffer.alloc(LARGEST_BLOB))));
  }

  /** Has an object destroyed at the end of the trial. */
  keep(object: Handle): Handle {
    this.#made.push(object);
    return object;
  }

  /** One flag of an object. */
  flag(object: Handle, type: number): boolean {
    return readAttribute(this.cryptoki, { session: this.session, object }, type)[0] === 1;
  }

  /** Destroys what the trial made; what cannot be destroyed dies with the session. */
  end(): void {
    for (const object of this.#made.splice(0)) this.answer(() => this.ask((token) => token.C_DestroyObject(this.session, object)));
  }
}
