import { Controller } from '@nestjs/common';
import { reconcile, type ReplyOf } from '@paraph/contracts';
import { Answers, Rounds } from '@paraph/platform';
import { CredentialRegister } from '../domain/endings/credential-register.js';
import { RECONCILIATION } from './endings.rounds.js';

/** The call by which operators have keys and credentials compared now. */
@Controller()
export class ReconciliationController {
  constructor(
    private readonly rounds: Rounds,
    private readonly register: CredentialRegister,
  ) {}

  @Answers(reconcile)
  async reconcile(): Promise<ReplyOf<typeof reconcile>> {
    const last = await this.register.lastReconciliation();
    await this.rounds.hasten(RECONCILIATION);
    return last === undefined ? {} : { last: { ...last, finishedAt: last.finishedAt.toISOString() } };
  }
}
