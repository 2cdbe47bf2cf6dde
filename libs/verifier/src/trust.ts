import type { X509Certificate } from 'node:crypto';
import type { HeadKey } from './signed-head.js';

/** What whoever verifies believes without proof, and got elsewhere than from the files that are verified. */
export interface Trust {
  /** By which the provider signs heads. Without it everything is in doubt. */
  readonly headKey?: HeadKey;
  /** Time-stamping authorities, or whom their certificates lead to. */
  readonly timestampAnchors: readonly X509Certificate[];
  /** Certification authorities of signers. */
  readonly roots: readonly X509Certificate[];
}

/** A document that is said to be signed. */
export interface GivenDocument {
  readonly name: string;
  readonly bytes: Uint8Array;
}
