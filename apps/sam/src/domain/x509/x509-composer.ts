import type { KeyAlgorithm } from '@paraph/kernel';
import type { CertificateContent, RequestContent, RevocationListContent, StatusAnswerContent } from './contents.js';

/** A key that signs what is composed. The private half stays in the token. */
export interface CompositionKey {
  readonly algorithm: KeyAlgorithm;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  /** Hashes the bytes with the digest that goes with the algorithm (`ownDigest` of its facts) and signs it. */
  sign(toBeSigned: Uint8Array): Promise<Uint8Array>;
}

/**
 * Turns contents into signed DER. It decides nothing and takes no encoded bytes to sign: what reaches the key was
 * composed here, from values (architecture 6.1).
 */
export abstract class X509Composer {
  /**
   * `inspect` is shown the certificate as it will be, but for its signature, before the key is asked; nothing is signed if
   * it throws.
   */
  abstract certificate(content: CertificateContent, key: CompositionKey, inspect?: (draft: Uint8Array) => Promise<void>): Promise<Uint8Array>;

  /** PKCS#10 (RFC 2986); the signature proves possession of the key. */
  abstract certificationRequest(content: RequestContent, key: CompositionKey): Promise<Uint8Array>;

  /** CRL, version 2 (RFC 5280 section 5). */
  abstract revocationList(content: RevocationListContent, key: CompositionKey): Promise<Uint8Array>;

  /** OCSPResponse (RFC 6960 section 4.2.1). */
  abstract statusAnswer(content: StatusAnswerContent, key: CompositionKey): Promise<Uint8Array>;
}
