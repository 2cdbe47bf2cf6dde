import { ServiceError, type QuorumAct } from '@paraph/contracts';
import type { Proposal, Proposals } from '../proposals.js';
import { actRights, holdsOneOf } from '../rights.js';
import type { Admitted } from './admit-operator.js';
import type { Operators } from './operators.js';

/** Puts an act before the quorum for somebody whose role it is. */
export class ProposeAct {
  constructor(
    private readonly proposals: Proposals,
    private readonly operators: Operators,
  ) {}

  /** @throws ServiceError `operator.forbidden`; for a role, `operator.unknown`, `role.forbidden` before anybody is called; whatever the SAM refuses */
  async run(act: QuorumAct, { id, roles }: Admitted): Promise<Proposal> {
    if (roles !== 'all' && !holdsOneOf(actRights[act.act], roles)) {
      await this.operators.report({ by: id, endpoint: 'proposeAct', outcome: 'refused', cause: act.act });
      throw new ServiceError('operator.forbidden', `your roles do not cover ${act.act}`);
    }
    if (act.act === 'grant-role') await this.operators.checkGrant({ operatorId: act.operatorId, operatorName: act.operatorName, role: act.role });
    return this.proposals.propose(act);
  }
}
