import { Controller } from '@nestjs/common';
import {
  checkRoleGrant,
  describeFounding,
  endOperator,
  grantRole,
  listOperators,
  reportOperatorAct,
  withdrawRole,
  type ReplyOf,
  type RequestOf,
} from '@paraph/contracts';
import { Answers } from '@paraph/platform';
import { GrantRole } from '../domain/operators/grant-role.js';
import { KeepOperators } from '../domain/operators/keep-operators.js';

/** Answers what an operator may: roles given by a quorum, taken away by one, and what was done with them. */
@Controller()
export class RoleController {
  constructor(
    private readonly grants: GrantRole,
    private readonly operators: KeepOperators,
  ) {}

  @Answers(checkRoleGrant)
  async check(request: RequestOf<typeof checkRoleGrant>): Promise<ReplyOf<typeof checkRoleGrant>> {
    await this.grants.check(request);
    return {};
  }

  @Answers(grantRole)
  grant(request: RequestOf<typeof grantRole>): Promise<ReplyOf<typeof grantRole>> {
    return this.grants.run(request);
  }

  @Answers(withdrawRole)
  withdraw(request: RequestOf<typeof withdrawRole>): Promise<ReplyOf<typeof withdrawRole>> {
    return this.operators.withdraw(request);
  }

  @Answers(endOperator)
  end(request: RequestOf<typeof endOperator>): Promise<ReplyOf<typeof endOperator>> {
    return this.operators.end(request);
  }

  @Answers(listOperators)
  list(request: RequestOf<typeof listOperators>): Promise<ReplyOf<typeof listOperators>> {
    return this.operators.list(request);
  }

  @Answers(describeFounding)
  async founding(): Promise<ReplyOf<typeof describeFounding>> {
    return { isFounded: await this.operators.isFounded() };
  }

  @Answers(reportOperatorAct)
  async report(request: RequestOf<typeof reportOperatorAct>): Promise<ReplyOf<typeof reportOperatorAct>> {
    await this.operators.report(request);
    return {};
  }
}
