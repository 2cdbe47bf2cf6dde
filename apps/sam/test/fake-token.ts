import { ServiceError } from '@paraph/contracts';
import { keyAlgorithmFacts, type KeyAlgorithm, type SignatureScheme } from '@paraph/kernel';
import {
  constants,
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  privateEncrypt,
  publicDecrypt,
  randomBytes,
  timingSafeEqual,
  type KeyObject,
} from 'node:crypto';
import { agreementInput } from '../src/adapters/pkcs11/agreement.js';
import { signatureInput } from '../src/adapters/pkcs11/digest-input.js';
import { derFromRaw, rawFromDer } from '../src/adapters/pkcs11/ecdsa-signature.js';
import { mustBeMadeFor, mustDo } from '../src/adapters/pkcs11/key-use.js';
import { coordinateBytes, readPublicKey, spkiFromPoint } from '../src/adapters/pkcs11/public-key.js';
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
} from '../src/domain/ports/token.js';
import { signDigest, verifyDigest } from './fake-ecdsa.js';
import { signPss, verifyPss } from './fake-pss.js';

/** The alternative initial value of RFC 5649 section 3, which OpenSSL wants to be told. */
const KWP_IV = Buffer.from('a65959a6', 'hex');

/** What the next signature shall do instead: fail before it, or after it was made. */
export type Fault = 'hsm.refused' | 'hsm.unavailable' | 'hsm.ambiguous';

/** A token in memory: real keys, real signatures, held to the same facts as the real one. For tests of the domain. */
export class FakeToken extends Token {
  readonly #keks = [randomBytes(32)];
  readonly #macKey = randomBytes(32);
  readonly #cached = new Set<string>();
  readonly #faults: Fault[] = [];
  readonly #counts = { signCalls: 0, verifyCalls: 0, macCalls: 0, agreeCalls: 0, unwrapCalls: 0, generateCalls: 0, sessionsDiscarded: 0 };

  /** The next signature fails in this way; several calls line up. */
  failNextSignature(fault: Fault): void {
    this.#faults.push(fault);
  }

  /** What `writeMark` left; a test that restores a token sets it. */
  mark: Uint8Array | undefined;

  override readMark(): Promise<Uint8Array | undefined> {
    return Promise.resolve(this.mark);
  }

  override writeMark(bytes: Uint8Array): Promise<void> {
    this.mark = bytes;
    return Promise.resolve();
  }

  override async generateKeyPair(algorithm: KeyAlgorithm, use: KeyUse): Promise<GeneratedKey> {
    mustBeMadeFor(use, algorithm);
    await Promise.resolve();
    this.#counts.generateCalls += 1;
    const pair = makePair(algorithm);
    const wrapped = { blob: this.#close(pair.privateKey), algorithm, use, tokenFamily: 'fake', kekGeneration: this.#keks.length };
    return { publicKey: new Uint8Array(pair.publicKey.export({ type: 'spki', format: 'der' })), wrapped };
  }

  /** Private keys in memory, each until its end. */
  readonly held = new Set<HeldKey>();

  override async holdKeyPair(algorithm: KeyAlgorithm): Promise<HeldKey> {
    const { publicKey, wrapped } = await this.generateKeyPair(algorithm, 'signer');
    const key = { keyId: randomBytes(8).toString('hex'), wrapped };
    const { held } = this;
    const one: HeldKey = {
      algorithm,
      publicKey,
      get isOver() {
        return !held.has(one);
      },
      sign: async (digest, scheme) => {
        if (!held.has(one)) throw new ServiceError('hsm.refused', 'the key ended with its session');
        try {
          const [made] = await this.signVerified(key, publicKey, [digest], scheme);
          if (made?.status !== 'fulfilled') throw made?.reason;
          return made.value;
        } catch (error) {
          await one.end();
          throw error;
        }
      },
      end: () => {
        held.delete(one);
        this.#cached.delete(key.keyId);
        return Promise.resolve();
      },
    };
    held.add(one);
    return one;
  }

  override async sign(key: TokenKey, digest: Digest, wanted?: SignatureScheme): Promise<Uint8Array> {
    mustDo('sign', key);
    const { scheme, bytes } = signatureInput(key.wrapped.algorithm, digest, wanted);
    const privateKey = this.#unwrap(key);
    const fault = this.#faults.shift();
    if (fault === 'hsm.refused' || fault === 'hsm.unavailable') throw new ServiceError(fault, 'as the test asked');
    this.#counts.signCalls += 1;
    if (fault !== undefined) throw new ServiceError(fault, 'as the test asked');
    await Promise.resolve();
    if (scheme === 'ecdsa') return derFromRaw(signDigest(privateKey, bytes));
    if (scheme === 'pss') return new Uint8Array(signPss(privateKey, digest.algorithm, bytes));
    return new Uint8Array(privateEncrypt({ key: privateKey, padding: constants.RSA_PKCS1_PADDING }, bytes));
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

  override async agree(key: TokenKey, peer: Uint8Array, otherInfo: Uint8Array): Promise<Uint8Array> {
    mustDo('agree', key);
    const input = agreementInput(peer, otherInfo);
    const privateKey = this.#unwrap(key);
    this.#counts.agreeCalls += 1;
    await Promise.resolve();
    const secret = diffieHellman({ privateKey, publicKey: pointOnCurve(input.peer) });
    return new Uint8Array(
      createHash('sha256')
        .update(Buffer.from([0, 0, 0, 1]))
        .update(secret)
        .update(input.otherInfo)
        .digest(),
    );
  }

  override async verify(publicKey: Uint8Array, digest: Digest, signature: Uint8Array, wanted?: SignatureScheme): Promise<boolean> {
    const { algorithm, key } = readPublicKey(publicKey);
    const { scheme, bytes } = signatureInput(algorithm, digest, wanted);
    this.#counts.verifyCalls += 1;
    await Promise.resolve();
    if (scheme === 'ecdsa') {
      const raw = rawFromDer(signature, coordinateBytes(algorithm));
      return raw !== undefined && verifyDigest(key, bytes, raw);
    }
    if (scheme === 'pss') return verifyPss(key, { algorithm: digest.algorithm, digest: bytes }, signature);
    try {
      return signature.length === keyAlgorithmFacts[algorithm].bits / 8 && publicDecrypt(key, signature).equals(bytes);
    } catch {
      return false;
    }
  }

  override mac(purpose: MacPurpose, bytes: Uint8Array): Promise<Uint8Array> {
    this.#counts.macCalls += 1;
    return Promise.resolve(new Uint8Array(createHmac('sha256', this.#macKey).update(`${purpose}\0`).update(bytes).digest()));
  }

  override async verifyMac(purpose: MacPurpose, bytes: Uint8Array, mac: Uint8Array): Promise<boolean> {
    const expected = await this.mac(purpose, bytes);
    return mac.length === expected.length && timingSafeEqual(mac, expected);
  }

  /** One more generation of the key-encryption key, as after a ceremony and a new start. */
  addGeneration(): void {
    this.#keks.push(randomBytes(32));
  }

  override async rewrap({ wrapped }: TokenKey): Promise<WrappedKey> {
    return { ...wrapped, blob: this.#close(this.#open(wrapped)), kekGeneration: this.#keks.length };
  }

  override random(length: number): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(randomBytes(length)));
  }

  override health(): Promise<TokenHealth> {
    return Promise.resolve({
      label: 'fake',
      family: 'fake',
      kekGeneration: this.#keks.length,
      warnings: [],
      openSessions: 0,
      cachedKeys: this.#cached.size,
      heldKeys: this.held.size,
    });
  }

  override destroyCached(keyId: string): Promise<void> {
    this.#cached.delete(keyId);
    return Promise.resolve();
  }

  override isRemembered(keyId: string): Promise<boolean> {
    return Promise.resolve(this.#cached.has(keyId));
  }

  override close(): Promise<void> {
    this.#cached.clear();
    return Promise.resolve();
  }

  override get counters(): TokenCounters {
    return { ...this.#counts };
  }

  #unwrap({ keyId, wrapped }: TokenKey): KeyObject {
    if (wrapped.tokenFamily !== 'fake') throw new ServiceError('hsm.refused', 'the key was wrapped by another kind of token');
    if (!this.#cached.has(keyId)) this.#counts.unwrapCalls += 1;
    const key = this.#open(wrapped);
    if (readPublicKey(createPublicKey(key).export({ type: 'spki', format: 'der' })).algorithm !== wrapped.algorithm) {
      throw new ServiceError('hsm.refused', 'the wrapped key is of another algorithm than its record says');
    }
    this.#cached.add(keyId);
    return key;
  }

  #close(key: KeyObject): Uint8Array {
    const cipher = createCipheriv('id-aes256-wrap-pad', this.#keks.at(-1) ?? '', KWP_IV);
    return new Uint8Array(Buffer.concat([cipher.update(key.export({ type: 'pkcs8', format: 'der' })), cipher.final()]));
  }

  #open({ blob, kekGeneration }: WrappedKey): KeyObject {
    const kek = this.#keks[kekGeneration - 1];
    if (kek === undefined) throw new ServiceError('hsm.refused', 'no such key-encryption key');
    try {
      const decipher = createDecipheriv('id-aes256-wrap-pad', kek, KWP_IV);
      return createPrivateKey({ key: Buffer.concat([decipher.update(blob), decipher.final()]), format: 'der', type: 'pkcs8' });
    } catch (cause) {
      throw new ServiceError('hsm.refused', 'the blob does not open', { cause });
    }
  }
}

/** A token answers CKR_GENERAL_ERROR for a point that is on another curve, or on none. */
function pointOnCurve(peer: Buffer): KeyObject {
  try {
    return createPublicKey({ key: Buffer.from(spkiFromPoint('p256', peer)), format: 'der', type: 'spki' });
  } catch (cause) {
    throw new ServiceError('hsm.refused', 'the other public key is not on the curve', { cause });
  }
}

function makePair(algorithm: KeyAlgorithm): { publicKey: KeyObject; privateKey: KeyObject } {
  if (algorithm === 'p256') return generateKeyPairSync('ec', { namedCurve: 'P-256' });
  if (algorithm === 'p384') return generateKeyPairSync('ec', { namedCurve: 'P-384' });
  if (algorithm === 'p521') return generateKeyPairSync('ec', { namedCurve: 'P-521' });
  return generateKeyPairSync('rsa', { modulusLength: keyAlgorithmFacts[algorithm].bits });
}
