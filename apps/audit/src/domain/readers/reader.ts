import type { TrustRole } from '@paraph/contracts';

/** Whoever was let in to read the log. */
export type Reader = Auditor | SubscriberReader | SignerReader;

/** An operator, or whoever holds the auditor's token: reads everything their roles allow. */
export interface Auditor {
  readonly kind: 'auditor';
  /** Identifier of the operator; `auditor` for the token from the file. */
  readonly id: string;
  readonly roles: readonly TrustRole[];
  /** SHA-256 of the session's token, base64url; the token from the file has no session. */
  readonly session?: string;
}

/** A client's own token: what concerns its subscriber. */
export interface SubscriberReader {
  readonly kind: 'subscriber';
  readonly subscriberId: string;
  readonly clientId: string;
}

/** A signer's token: what concerns that signer. */
export interface SignerReader {
  readonly kind: 'signer';
  readonly signerId: string;
  readonly clientId: string;
}

/** A reader as the log names who did something. */
export function actorOf(reader: Reader): { readonly kind: 'operator' | 'client' | 'signer'; readonly id: string } {
  switch (reader.kind) {
    case 'auditor':
      return { kind: 'operator', id: reader.id };
    case 'subscriber':
      return { kind: 'client', id: reader.clientId };
    case 'signer':
      return { kind: 'signer', id: reader.signerId };
  }
}
