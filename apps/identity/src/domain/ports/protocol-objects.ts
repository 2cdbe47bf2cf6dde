import type { IdentityEvent } from './events.js';

/** What the authorisation server keeps of a token, code, session or request: never its value, only the digest of it. */
export interface ProtocolObject {
  readonly kind: string;
  /** SHA-256 of the value, base64url. */
  readonly digest: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly grantId?: string;
  readonly expiresAt: Date;
}

/** An object as it stands now. */
export interface KeptObject extends ProtocolObject {
  readonly consumedAt?: Date;
  readonly revokedAt?: Date;
}

/** Storage of the authorisation server. */
export abstract class ProtocolObjects {
  /** Writes or replaces an object, with the event that tells of it where there is one. */
  abstract put(object: ProtocolObject, event?: IdentityEvent): Promise<void>;
  abstract find(kind: string, digest: string): Promise<KeptObject | undefined>;
  /** Marks an object as used; false if it was used before. Of two at the same time, one gets true. */
  abstract consume(kind: string, digest: string): Promise<boolean>;
  /** Marks an object as revoked, with the event that tells of it where there is one. Repeating it changes nothing. */
  abstract revoke(kind: string, digest: string, event?: IdentityEvent): Promise<void>;
  /** The same for all of a grant; the event is written only if there was something to revoke. */
  abstract revokeByGrant(kind: string, grantId: string, event?: IdentityEvent): Promise<void>;
  /** Forgets what ended before this moment. */
  abstract purge(before: Date): Promise<void>;
}
