import type { Clock } from '@paraph/kernel';
import { hashSetDigest } from '../activation/hash-set.js';
import type { AuthorityKeys } from '../keys/authority-keys.js';
import type { SadClaims } from '../signing/sad-claims.js';

/** An attempt to sign that ended with signatures. */
export interface SignedAttempt {
  readonly attemptId: string;
  /** Of the SAD that was verified for this attempt. */
  readonly claims: Pick<SadClaims, 'jti' | 'client' | 'credential' | 'evidence' | 'promise'>;
  /** Empty where the signature algorithm implies the digest. */
  readonly hashAlgorithmOid: string;
  /** Base64, those that were signed, in their order. */
  readonly hashes: readonly string[];
  /** How many of them the client chose without the signer seeing them. */
  readonly unseen: number;
}

/** Payload of a receipt: what was signed on which authorisation, by the SAM's own ledger. */
export interface ReceiptClaims {
  /** The activation. */
  readonly sub: string;
  readonly attempt: string;
  readonly credential: string;
  readonly client: string;
  readonly hashSetDigest: string;
  readonly count: number;
  readonly unseen: number;
  readonly evidence: SadClaims['evidence'];
  /** `shown`: the signer approved each of these hashes over what the SAM showed. */
  readonly promise: SadClaims['promise'];
  /** Unix seconds. */
  readonly iat: number;
}

/** Signs receipts, for the application that asked for the signatures to keep. */
export class ComposeReceipt {
  constructor(
    private readonly keys: AuthorityKeys,
    private readonly clock: Clock,
  ) {}

  /** A compact JWS. @throws `hsm.unavailable`, `hsm.refused`, `hsm.ambiguous` */
  run({ attemptId, claims, hashAlgorithmOid, hashes, unseen }: SignedAttempt): Promise<string> {
    const receipt: ReceiptClaims = {
      sub: claims.jti,
      attempt: attemptId,
      credential: claims.credential,
      client: claims.client,
      hashSetDigest: hashSetDigest(hashAlgorithmOid, hashes),
      count: hashes.length,
      unseen,
      evidence: claims.evidence,
      // One that nobody saw is enough: a receipt promises the same of all it names.
      promise: unseen === 0 ? claims.promise : 'presence',
      iat: Math.floor(this.clock.now().getTime() / 1_000),
    };
    return this.keys.signJws('receipt', receipt);
  }
}
