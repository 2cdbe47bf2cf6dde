import type { IdentityEvent } from './events.js';

/** A sign-in that a device began and a person approves elsewhere. */
export interface SignInRequest {
  readonly code: string;
  /** SHA-256 of the device's secret, base64url. */
  readonly deviceDigest: string;
  /** 32 bytes, base64url. */
  readonly challenge: string;
  readonly begunAt: Date;
  readonly expiresAt: Date;
}

/** Who approved a sign-in, and with which passkey as it counts now. */
export interface SignInApproval {
  readonly operatorId: string;
  readonly passkeyId: string;
  readonly signCount: number;
}

/** A session that opens. */
export interface NewSession {
  /** SHA-256 of the token, base64url. */
  readonly digest: string;
  readonly openedAt: Date;
  /** When it ends at the latest. */
  readonly endsAt: Date;
}

/** Sign-ins and sessions of operators. No secret of theirs is kept, only digests. */
export abstract class OperatorSessions {
  /** False if as many wait as may wait. */
  abstract begin(request: SignInRequest, most: number): Promise<boolean>;
  /** One that nobody has approved yet. */
  abstract waiting(code: string, now: Date): Promise<SignInRequest | undefined>;
  /** Takes an approval. False if another was first, the time is over, or the passkey's counter went on meanwhile. */
  abstract approve(code: string, approval: SignInApproval, at: { readonly now: Date; readonly event: IdentityEvent }): Promise<boolean>;
  /** Opens the session of an approved sign-in, once, and answers whose it is. */
  abstract redeem(deviceDigest: string, session: NewSession): Promise<{ readonly operatorId: string } | 'waiting' | undefined>;
  /** Counts a use of a session that is open, was used since `idleSince`, and whose operator has not ended. */
  abstract use(
    digest: string,
    at: { readonly now: Date; readonly idleSince: Date },
  ): Promise<{ readonly operatorId: string; readonly endsAt: Date } | undefined>;
  /** Ends a session; where there is none, nothing happens. */
  abstract end(digest: string, at: { readonly now: Date; readonly event: (operatorId: string) => IdentityEvent }): Promise<void>;
  /** Forgets sign-ins and sessions that ended before. */
  abstract purge(before: Date): Promise<void>;
}
