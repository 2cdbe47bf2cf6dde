import type { KeyAlgorithm } from './algorithms.js';

/** Until when a key algorithm may be used, dated (KEY-02, ACT-09; TS 119 312). */
export interface AlgorithmPolicy {
  readonly key: KeyAlgorithm;
  /** No new key of this algorithm from this moment on. */
  readonly generateUntil?: Date;
  /** No signature with a key of this algorithm from this moment on. */
  readonly signUntil?: Date;
}

/** The product's default. RSA under 3000 bits is not made at all, so no row dates it. */
const rows: Readonly<Record<KeyAlgorithm, AlgorithmPolicy>> = {
  p256: { key: 'p256' },
  p384: { key: 'p384' },
  rsa3072: { key: 'rsa3072' },
  rsa4096: { key: 'rsa4096' },
};

/** The dated rule for one key algorithm. */
export function algorithmPolicy(key: KeyAlgorithm): AlgorithmPolicy {
  return rows[key];
}
