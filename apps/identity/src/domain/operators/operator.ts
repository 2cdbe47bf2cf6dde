import type { TrustRole } from '@paraph/contracts';
import type { ProvenIdentity } from '../ports/signer-store.js';

/** One person who may hold roles of trust; the account is nobody else's (ROL-05). */
export interface Operator {
  readonly id: string;
  readonly name: string;
  /** `invited`: nobody has made the account's passkey yet. */
  readonly state: 'invited' | 'active' | 'ended';
  readonly roles: readonly TrustRole[];
  readonly createdAt: Date;
}

/** A new account, and the person's account at an identity provider: that of no signer (ROL-03), and of no other operator. */
export interface NewOperator {
  readonly id: string;
  readonly name: string;
  readonly account: ProvenIdentity;
  readonly createdAt: Date;
}

/** What lets one person make the passkey of an account, once. The secret itself is kept nowhere. */
export interface Invitation {
  readonly digest: string;
  readonly operatorId: string;
  /** 32 bytes, base64url. */
  readonly challenge: string;
  readonly expiresAt: Date;
}

/** An operator's passkey. */
export interface OperatorPasskey {
  /** Credential id, base64url. */
  readonly id: string;
  /** COSE_Key, base64url. */
  readonly publicKey: string;
  /** The last one seen; 0 for a passkey that never counts. */
  readonly signCount: number;
}

/** What is answered of somebody who acts. */
export interface WhoActs {
  readonly operatorId: string;
  readonly name: string;
  readonly roles: TrustRole[];
}

export function whoActs({ id, name, roles }: Operator): WhoActs {
  return { operatorId: id, name, roles: [...roles] };
}
