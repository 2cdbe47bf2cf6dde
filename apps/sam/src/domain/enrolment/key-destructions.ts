import type { DestroyCredential } from '../changes/destroy-credential.js';
import type { DestroyKey } from './destroy-key.js';

/** The two ways a signer's key ends: one that never became active on a neighbour's word, any other on its signer's decision. */
export class KeyDestructions {
  constructor(
    readonly unused: DestroyKey,
    readonly decided: DestroyCredential,
  ) {}
}
