import { Controller } from '@nestjs/common';
import { managementEndpoints as endpoints, trustRoles, type AnswerOf, type AskedOf } from '@paraph/contracts';
import type { Admitted } from '../domain/operators/admit-operator.js';
import { OperatorLinks } from '../domain/operators/operator-links.js';
import { Operators } from '../domain/operators/operators.js';
import { RememberedSessions } from '../domain/operators/remembered-sessions.js';
import { ActingOperator } from './acting-operator.js';
import { Serves } from './serves.js';

type Served = typeof endpoints;

/** Operators and their roles: accounts opened and ended, roles given by a quorum and taken away by one. */
@Controller()
export class OperatorController {
  constructor(
    private readonly operators: Operators,
    private readonly links: OperatorLinks,
    private readonly sessions: RememberedSessions,
  ) {}

  @Serves(endpoints.createOperator)
  async create(asked: AskedOf<Served['createOperator']>, @ActingOperator() { id: by }: Admitted): Promise<AnswerOf<Served['createOperator']>> {
    const { operatorId, invitation, expiresAt } = await this.operators.create({ ...asked, by });
    return { operatorId, invitationUrl: this.links.invitation(invitation), expiresAt };
  }

  @Serves(endpoints.listOperators)
  list(asked: AskedOf<Served['listOperators']>): Promise<AnswerOf<Served['listOperators']>> {
    return this.operators.list(asked);
  }

  @Serves(endpoints.endOperator)
  end({ operatorId }: AskedOf<Served['endOperator']>, @ActingOperator() { id: by }: Admitted): Promise<AnswerOf<Served['endOperator']>> {
    return this.operators.end({ operatorId, by });
  }

  @Serves(endpoints.grantRole)
  grant({ proposalId }: AskedOf<Served['grantRole']>, @ActingOperator() { id: by }: Admitted): Promise<AnswerOf<Served['grantRole']>> {
    return this.operators.grantRole({ proposalId, by });
  }

  /** One person may: taking away is never the danger that giving is. */
  @Serves(endpoints.withdrawRole)
  withdraw({ operatorId, role }: AskedOf<Served['withdrawRole']>, @ActingOperator() { id: by }: Admitted): Promise<AnswerOf<Served['withdrawRole']>> {
    return this.operators.withdrawRole({ operatorId, role, by });
  }

  @Serves(endpoints.describeMe)
  async me(_asked: AskedOf<Served['describeMe']>, @ActingOperator() { id, name, roles, expiresAt }: Admitted): Promise<AnswerOf<Served['describeMe']>> {
    return { operatorId: id, name, roles: roles === 'all' ? [...trustRoles] : [...roles], ...(expiresAt === undefined ? {} : { expiresAt }) };
  }

  @Serves(endpoints.signOut)
  async signOut(_asked: AskedOf<Served['signOut']>, @ActingOperator() { tokenDigest }: Admitted): Promise<AnswerOf<Served['signOut']>> {
    if (tokenDigest !== undefined) {
      await this.operators.signOut(tokenDigest);
      this.sessions.forget(tokenDigest);
    }
    return {};
  }
}
