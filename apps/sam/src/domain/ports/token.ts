import type { DigestAlgorithm, KeyAlgorithm, SignatureScheme } from '@paraph/kernel';

/**
 * What a key pair is for: the keys of signers and authorities sign, an agreement key agrees, and none does both. A blob of
 * one use never serves the other: the record that carries it is MACed with its use.
 */
export type KeyUse = 'signer' | 'authority' | 'agreement';

/** A private key as a row: opaque outside tokens of one family that hold this generation of the key-encryption key. */
export interface WrappedKey {
  /** AES key wrap with padding (RFC 5649). */
  readonly blob: Uint8Array;
  readonly algorithm: KeyAlgorithm;
  readonly use: KeyUse;
  /** Which kind of token opens the blob, e.g. `softhsm`: one mechanism number means different wraps on different tokens. */
  readonly tokenFamily: string;
  /** Which key-encryption key closes the blob. */
  readonly kekGeneration: number;
}

/** A key pair just made in the token. Nothing of it stays there. */
export interface GeneratedKey {
  /** SubjectPublicKeyInfo, DER (RFC 5280 section 4.1.2.7). */
  readonly publicKey: Uint8Array;
  readonly wrapped: WrappedKey;
}

/** Names a private key for one call. `keyId` is what the token's cache knows it by: never reuse one for another blob. */
export interface TokenKey {
  readonly keyId: string;
  readonly wrapped: WrappedKey;
}

/**
 * A signer's key pair for one session of theirs. The private key lives in a session of the token, in this process, and is never wrapped:
 * whatever ends that session ends the key.
 */
export interface HeldKey {
  readonly algorithm: KeyAlgorithm;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  /** Whether it is gone. */
  readonly isOver: boolean;
  /**
   * Signs a digest and verifies the signature before it leaves. A failure of the token ends the key.
   *
   * @throws as `Token.sign`; `hsm.refused` once it is over
   */
  sign(digest: Digest, scheme?: SignatureScheme): Promise<Uint8Array>;
  /** Ends it, after the signature in hand. Nothing of it is left. */
  end(): Promise<void>;
}

/** A digest with the algorithm that made it. */
export interface Digest {
  readonly algorithm: DigestAlgorithm;
  readonly value: Uint8Array;
}

/** What a MAC is about. It is part of the MACed bytes, so a MAC of one purpose never passes for another. */
export type MacPurpose =
  | 'binding-record'
  | 'wrapped-key'
  | 'authority-key'
  | 'activation'
  | 'enrolment'
  | 'change'
  | 'proposal'
  | 'one-time-code'
  | 'pin'
  | 'totp'
  | 'log'
  | 'journal'
  | 'key-census'
  /** What a ceremony wrote down. */
  | 'ceremony-transcript';

/** What readiness may say about the token. */
export interface TokenHealth {
  readonly label: string;
  readonly family: string;
  /** The generation that closes new blobs. */
  readonly kekGeneration: number;
  /** Where the token falls short of the shape the architecture asks for; empty is what the qualified profile demands. */
  readonly warnings: readonly string[];
  readonly openSessions: number;
  readonly cachedKeys: number;
  /** Keys of one session that live in it now. */
  readonly heldKeys?: number;
  /** Labels of those that do not answer, where there are several. */
  readonly out?: readonly string[];
}

/** Running totals since start. Tests count signatures by them. */
export interface TokenCounters {
  /** Times the token was asked for a signature (C_Sign with a private key), whatever it answered. */
  readonly signCalls: number;
  readonly verifyCalls: number;
  readonly macCalls: number;
  readonly agreeCalls: number;
  readonly unwrapCalls: number;
  readonly generateCalls: number;
  /** Sessions given up because the token answered anything but success. */
  readonly sessionsDiscarded: number;
}

/**
 * The hardware security module, free of handles and sessions. It decides nothing: whoever signs for a signer stands
 * behind a port of its own that takes an authorisation.
 *
 * A thrown ServiceError tells what became of a signature: `hsm.refused` and `hsm.unavailable` mean that nothing was
 * signed; `hsm.ambiguous`, like any other throw, means that a signature may exist.
 */
export abstract class Token {
  /**
   * Makes a key pair in the token and answers it wrapped. RSA takes a second and waits in a lane of its own.
   *
   * @throws `algorithm.unsupported` for an agreement key of any curve but P-256; `hsm.refused`, `hsm.unavailable`
   */
  abstract generateKeyPair(algorithm: KeyAlgorithm, use: KeyUse): Promise<GeneratedKey>;

  /**
   * Makes a signer's key pair that lives in one session of the token. RSA takes a second and waits in a lane of its own.
   *
   * @throws `hsm.refused`, also where the token keeps every key; `hsm.unavailable`
   */
  abstract holdKeyPair(algorithm: KeyAlgorithm): Promise<HeldKey>;

  /**
   * Signs a digest: ECDSA as DER ECDSA-Sig-Value (RFC 3279 section 2.2.3), RSA as PKCS#1 v1.5 (RFC 8017 section 8.2) or as
   * PSS (section 8.1) with MGF1 of the same digest and a salt of its length. Without a scheme, RSA is PKCS#1 v1.5.
   *
   * @throws `hash.length`, `algorithm.unsupported` for a scheme that is not the key's, `hsm.refused` for an agreement key:
   * before the token is asked; `hsm.refused`, `hsm.unavailable`, `hsm.ambiguous`.
   */
  abstract sign(key: TokenKey, digest: Digest, scheme?: SignatureScheme): Promise<Uint8Array>;

  /**
   * Signs each digest and verifies each signature with the public key (SPKI DER) before it leaves, against fault attacks
   * and wrong keys. Answers, in their order, what became of each, by the rules of `sign`: one digest's failure says nothing
   * about another, and a signature that does not verify is a throw that means that a signature may exist.
   */
  abstract signVerified(
    key: TokenKey,
    publicKey: Uint8Array,
    digests: readonly Digest[],
    scheme?: SignatureScheme,
  ): Promise<readonly PromiseSettledResult<Uint8Array>[]>;

  /** Whether the signature is one over this digest by this key (SPKI DER). A malformed signature is just false. */
  abstract verify(publicKey: Uint8Array, digest: Digest, signature: Uint8Array, scheme?: SignatureScheme): Promise<boolean>;

  /** HMAC-SHA-256 by a key that never leaves the token, over the purpose and the bytes: 32 bytes. */
  abstract mac(purpose: MacPurpose, bytes: Uint8Array): Promise<Uint8Array>;

  /** Whether `mac` is the MAC of these bytes for this purpose, compared in constant time. */
  abstract verifyMac(purpose: MacPurpose, bytes: Uint8Array, mac: Uint8Array): Promise<boolean>;

  /**
   * The content encryption key of a JWE to a P-256 `agreement` key (ECDH-ES, RFC 7518 section 4.6): 32 bytes, the Concat
   * KDF's one round of SHA-256 over the agreed secret and `otherInfo`. The agreed secret stays in the token.
   *
   * @param peer the ephemeral public key as an uncompressed point, 65 bytes, on the curve (the caller checked)
   * @throws `hsm.refused`, for a key of another use before the token is asked; `hsm.unavailable`
   */
  abstract agree(key: TokenKey, peer: Uint8Array, otherInfo: Uint8Array): Promise<Uint8Array>;

  /**
   * Closes a key anew under the generation that closes new blobs, inside the token, and answers it; the same blob if that
   * generation closes it already. What came out is opened and closed back before: it is the same key.
   *
   * @throws `hsm.refused`, `hsm.unavailable`
   */
  abstract rewrap(key: TokenKey): Promise<WrappedKey>;

  /** Bytes from the token's own generator. */
  abstract random(length: number): Promise<Uint8Array>;

  /** Asks the token for something small. @throws `hsm.unavailable` when it does not answer. */
  abstract health(): Promise<TokenHealth>;

  /** Forgets the unwrapped copy of a key, if there is one. A signature under way with it is finished first. */
  abstract destroyCached(keyId: string): Promise<void>;

  /** Whether there is an unwrapped copy of a key that a signature could be made with, in any token this process has opened. */
  abstract isRemembered(keyId: string): Promise<boolean>;

  /**
   * The bytes that `writeMark` left in the token last; none if it never did. After a crash in the middle of it, those it replaced.
   *
   * @throws `hsm.unavailable`; `hsm.refused` where the token has no place for them
   */
  abstract readMark(): Promise<Uint8Array | undefined>;

  /** Leaves a few bytes in the token, in the place of those before. It wears some tokens out: seldom. @throws as `readMark` */
  abstract writeMark(bytes: Uint8Array): Promise<void>;

  /** Ends every session. Nothing may be asked afterwards. */
  abstract close(): Promise<void>;

  abstract readonly counters: TokenCounters;
}
