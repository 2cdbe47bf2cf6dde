import type { ActOf } from '../proposal.js';
import { Act, type About, type PreparedAct } from './act.js';

/**
 * Gives an operator a role of trust. Operators are no trust records: what the quorum decides stands in the proposal itself, and identity, which keeps
 * them, writes the role down when it finds the proposal done here.
 */
export class GrantRole extends Act<'grant-role'> {
  override async about({ operatorId, operatorName, role }: ActOf<'grant-role'>): Promise<About> {
    return { operator: operatorName, identifier: operatorId, role };
  }

  override async prepare(): Promise<PreparedAct> {
    return { write: () => Promise.resolve() };
  }
}
