import { ServiceError, type TrustRole } from '@paraph/contracts';
import type { Operator } from './operator.js';
import { forbiddenBeside, type RoleRules } from './role-rules.js';

/** A role for somebody, by the name that people are asked to approve. */
export interface AskedRole {
  readonly operatorName: string;
  readonly role: TrustRole;
}

/** Refuses what may not stand together (ROL-02). @throws ServiceError `operator.unknown`, `role.forbidden` */
export function judgeGrant(rules: RoleRules, operator: Operator | undefined, { operatorName, role }: AskedRole): void {
  if (operator === undefined || operator.state === 'ended') throw new ServiceError('operator.unknown', 'no operator has this identifier');
  if (operator.name !== operatorName) throw forbidden(`the account is that of ${operator.name}`);
  // Otherwise whoever finds the invitation gets the role with it.
  if (operator.state === 'invited') throw forbidden('nobody has made the passkey of this account yet');
  if (operator.roles.includes(role)) throw forbidden('this person holds the role already');
  const beside = forbiddenBeside(rules, operator.roles, role);
  if (beside !== undefined) throw forbidden(`${role} may not stand beside ${beside} (rules ${rules.name})`);
}

function forbidden(detail: string): ServiceError {
  return new ServiceError('role.forbidden', detail);
}
