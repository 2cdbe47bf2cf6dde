import { Body, Controller, Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import { ProposalLink, type LinkedProposal } from '../domain/proposal-link.js';
import { Proposals } from '../domain/proposals.js';
import { parse } from './parse.js';
import { places, requests } from './requests.js';

/** What several people decide together. The API proposes and looks; nobody approves here. */
@Controller('management/v1/proposals')
export class ProposalController {
  constructor(
    private readonly proposals: Proposals,
    private readonly link: ProposalLink,
  ) {}

  @Post()
  @HttpCode(201)
  @Header('cache-control', 'no-store')
  async propose(@Body() body: unknown): Promise<LinkedProposal> {
    const { act } = parse(requests.proposal, body);
    return this.link.of(await this.proposals.propose(act));
  }

  @Get(':proposalId')
  @Header('cache-control', 'no-store')
  async describe(@Param('proposalId') proposalId: string): Promise<LinkedProposal> {
    return this.link.of(await this.proposals.describe(parse(places.proposal, { proposalId }).proposalId));
  }
}
