import { Controller } from '@nestjs/common';
import { managementEndpoints as endpoints, type AnswerOf, type AskedOf } from '@paraph/contracts';
import type { Admitted } from '../domain/operators/admit-operator.js';
import { ProposeAct } from '../domain/operators/propose-act.js';
import { ProposalLink } from '../domain/proposal-link.js';
import { Proposals } from '../domain/proposals.js';
import { ActingOperator } from './acting-operator.js';
import { Serves } from './serves.js';

type Served = typeof endpoints;

/** What several people decide together. The API proposes and looks; nobody approves here. */
@Controller()
export class ProposalController {
  constructor(
    private readonly proposals: Proposals,
    private readonly link: ProposalLink,
    private readonly proposeAct: ProposeAct,
  ) {}

  @Serves(endpoints.proposeAct)
  async propose({ act }: AskedOf<Served['proposeAct']>, @ActingOperator() by: Admitted): Promise<AnswerOf<Served['proposeAct']>> {
    return this.link.of(await this.proposeAct.run(act, by));
  }

  @Serves(endpoints.listProposals)
  list({ limit }: AskedOf<Served['listProposals']>): Promise<AnswerOf<Served['listProposals']>> {
    return this.proposals.list(limit);
  }

  @Serves(endpoints.describeProposal)
  async describe({ proposalId }: AskedOf<Served['describeProposal']>): Promise<AnswerOf<Served['describeProposal']>> {
    return this.link.of(await this.proposals.describe(proposalId));
  }
}
