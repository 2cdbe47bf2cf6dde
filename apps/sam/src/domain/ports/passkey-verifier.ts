import type { Assertion, Registration } from '@paraph/contracts';
import type { Policy } from './policies.js';

/** A new passkey as the browser made it. */
export type PasskeyRegistration = Extract<Registration, { kind: 'passkey' }>;

/** What a registration proved of a new passkey. */
export interface RegisteredPasskey {
  /** Credential id, base64url. */
  readonly id: string;
  /** COSE_Key, base64url. */
  readonly publicKey: string;
  readonly transports: readonly string[];
  /** Model of the authenticator, as a UUID; proven only where the attestation is `verified`. */
  readonly aaguid: string;
  readonly attestation: 'none' | 'verified';
  readonly backupEligible: boolean;
  readonly backedUp: boolean;
  readonly signCount: number;
}

/** What a registration is held against. */
export interface ExpectedRegistration {
  /** 32 bytes, recomputed from what the SAM stored. */
  readonly challenge: Uint8Array;
  /** Which authenticators count. */
  readonly policy: Pick<Policy, 'passkey'>;
}

/** What an assertion is held against: one passkey, from a record. */
export interface ExpectedAssertion {
  /** 32 bytes, recomputed from what the SAM stored. */
  readonly challenge: Uint8Array;
  /** Credential id, base64url. */
  readonly id: string;
  /** COSE_Key, base64url. */
  readonly publicKey: string;
  /** The last one seen; 0 for a passkey that never counts. */
  readonly signCount: number;
}

/** What an assertion said of its authenticator. */
export interface VerifiedAssertion {
  readonly signCount: number;
  readonly backedUp: boolean;
  readonly backupEligible: boolean;
}

/**
 * Verifies what passkeys made on the approval page, and there only: full origin, its host as RP id, never inside a frame of
 * another site, the person verified by the authenticator (WebAuthn Level 3, 7.1 and 7.2).
 */
export abstract class PasskeyVerifier {
  /** @throws `evidence.invalid`; the detail never says which check failed, the cause does */
  abstract register(registration: PasskeyRegistration, expected: ExpectedRegistration): Promise<RegisteredPasskey>;

  /** @throws `evidence.invalid`; the detail never says which check failed, the cause does */
  abstract assert(assertion: Assertion, expected: ExpectedAssertion): Promise<VerifiedAssertion>;

  /** Whether this is a public key (COSE_Key, base64url) of a kind that counts: for passkeys that a file or a quorum names. */
  abstract isPublicKey(publicKey: string): boolean;
}
