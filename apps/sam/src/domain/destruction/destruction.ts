import type { DestructionClaims } from '@paraph/contracts';
import type { BindingRecord } from '../records/record-kinds.js';

export type DestructionCause = DestructionClaims['keys'][number]['cause'];

/** What of a credential its key's destruction is written down with. */
export type EndedKey = Pick<BindingRecord, 'keyId' | 'publicKey' | 'algorithm' | 'signerId' | 'subscriberId' | 'certificate' | 'heldBy'>;

/** What became of a key, and of each copy of it (KEY-06). It never changes; its row carries a MAC over it. */
export interface Destruction {
  readonly keyId: string;
  readonly credentialId: string;
  readonly algorithm: EndedKey['algorithm'];
  /** SHA-256 of the SubjectPublicKeyInfo, hexadecimal. */
  readonly keyDigest: string;
  readonly signerId: string;
  readonly subscriberId: string;
  readonly certificate?: { readonly serialNumber: string; readonly fingerprint: string; readonly subject: string; readonly validTo: string };
  readonly cause: DestructionCause;
  /** ISO 8601, UTC. */
  readonly destroyedAt: string;
  readonly copies: {
    /** The row of the database: `erased` with the transaction that wrote this down; `none` where the key was never wrapped. */
    readonly blob: 'erased' | 'none';
    /** Labels of the tokens that could open the blob, or held the key. */
    readonly tokens: string;
    readonly backupsUntil?: string;
    readonly heldBy?: string;
  };
}

/** What a replica found when it tried to use a destroyed key. It never changes; its row carries a MAC over it. */
export interface DestructionTry {
  readonly keyId: string;
  readonly replica: string;
  /** ISO 8601, UTC. */
  readonly triedAt: string;
  readonly outcome: 'gone';
}
