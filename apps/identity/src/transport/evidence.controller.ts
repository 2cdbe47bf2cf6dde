import { Controller, Get, Req, Res, UseFilters } from '@nestjs/common';
import { idPattern } from '@paraph/kernel';
import { InteractionOver } from '../domain/authorisations/interaction-over.js';
import type { NextStep } from '../domain/carried/approval-visit.js';
import type { ProviderAnswer } from '../domain/carried/provider-answer.js';
import { BrowserCookies } from './browser-cookies.js';
import { queryText, type BrowserReply, type BrowserRequest } from './browser.js';
import { evidenceCookie } from './cookies.js';
import { FailureFilter } from './failure.filter.js';
import { parseEvidenceHeld, type EvidenceHeld } from './evidence-held.js';
import { NextStepSender, withLanguage } from './next-step.js';
import { WaysBack } from './ways-back.js';

const prefixes = ['act', 'enr', 'chg'] as const;

/** Where identity providers send the signer back with evidence, for an activation, an enrolment or a change: `state` says which, and a cookie what for. */
@Controller('evidence/oidc')
@UseFilters(FailureFilter)
export class EvidenceController {
  constructor(
    private readonly ways: WaysBack,
    private readonly cookies: BrowserCookies,
    private readonly sender: NextStepSender,
  ) {}

  @Get('callback')
  async callback(@Req() request: BrowserRequest, @Res() reply: BrowserReply): Promise<void> {
    const reference = queryText(request, 'state') ?? '';
    if (!prefixes.some((prefix) => idPattern(prefix).test(reference))) throw new InteractionOver('the answer names no request');
    // The code is looked at only in the browser whose signer approved; it stands in no other address and is stored nowhere.
    const content = this.cookies.sealed(request, evidenceCookie(reference));
    if (content === undefined) throw new InteractionOver('it belongs to another browser');
    this.cookies.take(reply, evidenceCookie(reference));
    const held = parseEvidenceHeld(content);
    const step = await this.next(held, reference, answerOf(request));
    this.sender.send(reply, step, held);
  }

  private async next(held: EvidenceHeld, reference: string, answer: ProviderAnswer): Promise<NextStep> {
    const { activation, enrolment, change, link } = this.ways;
    switch (held.for) {
      case 'interaction':
        return activation.run(held.uid, reference, answer);
      case 'link':
        return withLanguage(await link.returned(reference, answer), held.lang);
      case 'change':
        // What the browser held of the change when it left for the provider.
        return change.returned(reference, answer, { lang: held.lang, offered: held.offered });
      case 'enrolment':
        return { kind: 'leave', location: `/enrolment/${reference}/done${(await enrolment.run(reference, answer)) === 'linked' ? '' : '?linked=no'}` };
    }
  }
}

function answerOf(request: BrowserRequest): ProviderAnswer {
  return { code: queryText(request, 'code'), error: queryText(request, 'error'), issuer: queryText(request, 'iss') };
}
