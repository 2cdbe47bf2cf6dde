import { proposalStatement, ServiceError, type checkRoleGrant, type grantRole, type ProposalStatement, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { fromBase64Url, type Clock } from '@paraph/kernel';
import type { Events, IdentityEvent } from '../ports/events.js';
import type { OperatorStore } from '../ports/operator-store.js';
import type { Sam } from '../ports/sam.js';
import { judgeGrant } from './judge-grant.js';
import { whoActs } from './operator.js';
import type { RoleRules } from './role-rules.js';

type GrantAct = Extract<ProposalStatement['act'], { act: 'grant-role' }>;

/** Writes down the role that a quorum gave. What it gave, the SAM says and nobody who asks. */
export class GrantRole {
  constructor(
    private readonly sam: Sam,
    private readonly operators: OperatorStore,
    private readonly rules: RoleRules,
    private readonly events: Events,
    private readonly clock: Clock,
  ) {}

  /** Whether it could be given as things stand. @throws ServiceError `operator.unknown`, `role.forbidden` */
  async check({ operatorId, ...asked }: RequestOf<typeof checkRoleGrant>): Promise<void> {
    try {
      judgeGrant(this.rules, await this.operators.find(operatorId), asked);
    } catch (error) {
      await this.refused(error, { actor: { kind: 'system', id: 'identity' }, recipient: operatorId, particulars: { role: asked.role } });
    }
  }

  /** @throws ServiceError `proposal.unknown`, `proposal.state`, `operator.unknown`, `role.forbidden` */
  async run({ proposalId, by }: RequestOf<typeof grantRole>): Promise<ReplyOf<typeof grantRole>> {
    const actor = { kind: 'operator', id: by } as const;
    try {
      // 1. The SAM says that several people decided this, lately.
      const { state, statement } = await this.sam.describeProposal({ proposalId });
      const { act, exp } = statementOf(statement);
      if (state !== 'done' || act.act !== 'grant-role') throw new ServiceError('proposal.state', 'nobody decided to give a role by this proposal');
      if (exp * 1_000 <= this.clock.now().getTime()) throw new ServiceError('proposal.state', 'what was decided is too old by now');

      // 2. The role may stand beside what the person is now; the proposal gives it once.
      return await this.grant(act, { proposalId, actor });
    } catch (error) {
      return this.refused(error, { actor, particulars: { proposalId } });
    }
  }

  private async grant(
    { operatorId, operatorName, role }: GrantAct,
    { proposalId, actor }: { readonly proposalId: string; readonly actor: IdentityEvent['actor'] },
  ): Promise<ReplyOf<typeof grantRole>> {
    const event: IdentityEvent = { type: 'role-granted', actor, outcome: 'success', recipient: operatorId, particulars: { role, proposalId, operatorName } };
    const granted = await this.operators.grant(
      operatorId,
      { role, proposalId, at: this.clock.now() },
      { event, judge: (operator) => judgeGrant(this.rules, operator, { operatorName, role }) },
    );
    if (granted === 'unknown') throw new ServiceError('operator.unknown', 'no operator has this identifier');
    if (granted === 'spent') throw new ServiceError('proposal.state', 'this proposal has given its role already');
    return whoActs(granted);
  }

  private async refused(error: unknown, about: Pick<IdentityEvent, 'actor' | 'recipient' | 'particulars'>): Promise<never> {
    if (error instanceof ServiceError)
      await this.events.record({ type: 'role-refused', outcome: 'failure', cause: `${error.code}: ${error.detail}`.slice(0, 500), ...about });
    throw error;
  }
}

/** What the SAM committed to. It came from the SAM itself, over the bus: its signature is for the approvers' page. */
function statementOf(statement: string): ProposalStatement {
  const payload = fromBase64Url(statement.split('.')[1] ?? '');
  if (!payload) throw new Error('the SAM answered a statement that cannot be read');
  return proposalStatement.parse(JSON.parse(new TextDecoder().decode(payload)));
}
