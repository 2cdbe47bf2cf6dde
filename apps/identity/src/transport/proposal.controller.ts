import { Controller, Get, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ServiceError } from '@paraph/contracts';
import { idPattern } from '@paraph/kernel';
import { readAct } from '../domain/carried/act.js';
import { DescribeProposal } from '../domain/proposals/describe-proposal.js';
import { TakeProposalAct } from '../domain/proposals/take-proposal-act.js';
import { formText, languageOf, type BrowserReply, type BrowserRequest } from './browser.js';
import { FailureFilter } from './failure.filter.js';
import { askedLanguage } from './held-request.js';
import { NextStepSender } from './next-step.js';
import { carryPage } from './pages/carry-page.js';
import { noticePage } from './pages/notice-page.js';
import { sendPage } from './pages/send-page.js';

/** Proposals before the quorum. No cookie and no session: an approver's passkey over the statement is all that counts, in the SAM. */
@Controller('proposal/:id')
@UseFilters(FailureFilter)
export class ProposalController {
  constructor(
    private readonly description: DescribeProposal,
    private readonly acts: TakeProposalAct,
    private readonly sender: NextStepSender,
  ) {}

  @Get()
  async show(@Param('id') id: string, @Req() request: BrowserRequest, @Res() reply: BrowserReply): Promise<void> {
    requireId(id);
    const { statement } = await this.description.run(id);
    this.sender.send(reply, { kind: 'approval', visit: { statement, lang: askedLanguage(request) } }, undefined);
  }

  @Get('carry')
  carry(@Param('id') id: string, @Req() request: BrowserRequest, @Res() reply: BrowserReply): void {
    requireId(id);
    sendPage(reply, carryPage(languageOf(request), `/proposal/${id}/act`));
  }

  @Post('act')
  async act(@Param('id') id: string, @Req() request: BrowserRequest, @Res() reply: BrowserReply): Promise<void> {
    requireId(id);
    const language = languageOf(request);
    const outcome = await this.acts.run(id, formText(request, 'challenge'), readAct(formText(request, 'act')));
    switch (outcome.kind) {
      case 'refused':
        return sendPage(reply, noticePage(language, 'proposalRefused'));
      case 'approval':
        return this.sender.send(reply, outcome, undefined);
      case 'approved': {
        const { state, approvals } = outcome.proposal;
        const more = approvals.map(({ name }) => name);
        return sendPage(reply, noticePage(language, state === 'done' ? 'proposalDone' : 'proposalOpen', { more }));
      }
    }
  }
}

function requireId(id: string): void {
  if (!idPattern('prop').test(id)) throw new ServiceError('proposal.unknown', 'no proposal has this identifier');
}
