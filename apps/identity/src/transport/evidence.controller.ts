import { Controller, Get, Req, Res, UseFilters } from '@nestjs/common';
import { idPattern } from '@paraph/kernel';
import { CompleteActivation } from '../domain/authorisations/complete-activation.js';
import { InteractionOver } from '../domain/authorisations/interaction-over.js';
import type { ProviderAnswer } from '../domain/carried/provider-answer.js';
import { TakeChangeAct } from '../domain/changes/take-change-act.js';
import { CompleteEnrolment } from '../domain/enrolments/complete-enrolment.js';
import { BrowserCookies } from './browser-cookies.js';
import { leave, queryText, type BrowserReply, type BrowserRequest } from './browser.js';
import { evidenceCookie } from './cookies.js';
import { FailureFilter } from './failure.filter.js';
import { parseHeld } from './held-request.js';
import { NextStepSender } from './next-step.js';

/** Where identity providers send the signer back with evidence, for an activation, an enrolment or a change: `state` says which. */
@Controller('evidence/oidc')
@UseFilters(FailureFilter)
export class EvidenceController {
  constructor(
    private readonly activation: CompleteActivation,
    private readonly enrolment: CompleteEnrolment,
    private readonly change: TakeChangeAct,
    private readonly cookies: BrowserCookies,
    private readonly sender: NextStepSender,
  ) {}

  @Get('callback')
  async callback(@Req() request: BrowserRequest, @Res() reply: BrowserReply): Promise<void> {
    const reference = queryText(request, 'state') ?? '';
    const prefix = (['act', 'enr', 'chg'] as const).find((one) => idPattern(one).test(reference));
    if (prefix === undefined) throw new InteractionOver('the answer names no request');
    // The code is looked at only in the browser whose signer approved; it stands in no other address and is stored nowhere.
    const held = this.cookies.sealed(request, evidenceCookie(reference));
    if (held === undefined) throw new InteractionOver('it belongs to another browser');
    this.cookies.take(reply, evidenceCookie(reference));
    const answer = answerOf(request);
    switch (prefix) {
      case 'act':
        return this.sender.send(reply, await this.activation.run(held, reference, answer), held);
      case 'chg':
        // What the browser held of the change when it left for the provider.
        return this.sender.send(reply, await this.change.returned(reference, answer, parseHeld(held)), held);
      case 'enr':
        return leave(reply, `/enrolment/${reference}/done${(await this.enrolment.run(reference, answer)) === 'linked' ? '' : '?linked=no'}`);
    }
  }
}

function answerOf(request: BrowserRequest): ProviderAnswer {
  return { code: queryText(request, 'code'), error: queryText(request, 'error'), issuer: queryText(request, 'iss') };
}
