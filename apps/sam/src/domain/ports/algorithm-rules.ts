import type { DigestAlgorithm, KeyAlgorithm, SignatureScheme } from '@paraph/kernel';

/** What is allowed with keys of one algorithm. A moment that ends something is the first one at which it is over. */
export interface AlgorithmRule {
  /** New keys are made from this moment on. */
  readonly generateFrom?: Date;
  /** No new key from this moment on. */
  readonly generateUntil?: Date;
  /** No signature from this moment on, whatever the certificate says. */
  readonly signUntil?: Date;
  /** Signs only where the certificate became valid before this moment. */
  readonly signOnlyIfCertifiedBefore?: Date;
  readonly digests: readonly DigestAlgorithm[];
  readonly schemes: readonly SignatureScheme[];
}

/** The provider's dated policy on algorithms (KEY-02, ACT-09; ETSI TS 119 312): data, one JSON file. */
export abstract class AlgorithmRules {
  abstract readonly id: string;
  abstract readonly version: string;
  /** SHA-256 of the file's bytes, hexadecimal. */
  abstract readonly digest: string;
  /** No RSA key of fewer bits is made, whatever its row says. */
  abstract readonly minimumRsaBits: number;

  /** The row of a key algorithm; an algorithm without one is not allowed at all. */
  abstract find(key: KeyAlgorithm): AlgorithmRule | undefined;
}
