import type { TrustRole } from '@paraph/contracts';
import type { Invitation, NewOperator, Operator, OperatorPasskey } from '../operators/operator.js';
import type { IdentityEvent } from './events.js';
import type { ProvenIdentity } from './signer-store.js';

/** A role that a quorum gives. */
export interface RoleGrant {
  readonly role: TrustRole;
  /** What decided it; it gives its role once. */
  readonly proposalId: string;
  readonly at: Date;
}

/** Operators, their passkeys and their roles. */
export abstract class OperatorStore {
  /** Adds an account with its invitation and the event, all or nothing; says why not. */
  abstract add(operator: NewOperator, invitation: Invitation, event: IdentityEvent): Promise<'added' | 'account-taken' | 'account-of-signer'>;
  abstract find(id: string): Promise<Operator | undefined>;
  /** In the order of identifiers, those behind `after`. */
  abstract list(page: { readonly after?: string | undefined; readonly limit: number }): Promise<Operator[]>;
  /** One that was not used. */
  abstract invitation(digest: string): Promise<Invitation | undefined>;
  /** Keeps the passkey an invitation was used for. False, and nothing is written, if it was used before or the passkey is known. */
  abstract keepPasskey(invitation: Invitation, passkey: OperatorPasskey, event: IdentityEvent): Promise<boolean>;
  /** A passkey and whose it is. */
  abstract passkey(id: string): Promise<{ readonly passkey: OperatorPasskey; readonly operator: Operator } | undefined>;
  /** Whether an account at an identity provider is that of an operator. */
  abstract hasAccount(account: ProvenIdentity): Promise<boolean>;
  /** Ends the account with its roles and sessions. False if there is none, or it ended before. */
  abstract end(id: string, at: Date, event: IdentityEvent): Promise<boolean>;
  /**
   * Gives a role, with the operator locked while `judge` looks at what is held: of two roles that do not stand together, given at the same time,
   * the second sees the first. `spent` if the proposal has given its role before.
   *
   * @throws whatever `judge` throws, and then nothing is written
   */
  abstract grant(
    operatorId: string,
    grant: RoleGrant,
    work: { readonly judge: (operator: Operator) => void; readonly event: IdentityEvent },
  ): Promise<Operator | 'unknown' | 'spent'>;
  /** Takes a role away; where it is not held, nothing changes. */
  abstract withdraw(operatorId: string, withdrawal: { readonly role: TrustRole; readonly at: Date }, event: IdentityEvent): Promise<Operator | undefined>;
  /** Whether there has ever been a security officer. */
  abstract isFounded(): Promise<boolean>;
}
