import { Controller, Get, Req, Res, UseFilters } from '@nestjs/common';
import { idPattern } from '@paraph/kernel';
import { CompleteActivation, type ProviderAnswer } from '../domain/authorisations/complete-activation.js';
import { InteractionOver } from '../domain/authorisations/interaction-over.js';
import { CompleteEnrolment } from '../domain/enrolments/complete-enrolment.js';
import { BrowserCookies } from './browser-cookies.js';
import { leave, queryText, type BrowserReply, type BrowserRequest } from './browser.js';
import { evidenceCookie } from './cookies.js';
import { FailureFilter } from './failure.filter.js';

/** Where identity providers send the signer back with evidence, for an activation or an enrolment: `state` says which. */
@Controller('evidence/oidc')
@UseFilters(FailureFilter)
export class EvidenceController {
  constructor(
    private readonly activation: CompleteActivation,
    private readonly enrolment: CompleteEnrolment,
    private readonly cookies: BrowserCookies,
  ) {}

  @Get('callback')
  async callback(@Req() request: BrowserRequest, @Res() reply: BrowserReply): Promise<void> {
    const reference = queryText(request, 'state') ?? '';
    const isActivation = idPattern('act').test(reference);
    if (!isActivation && !idPattern('enr').test(reference)) throw new InteractionOver('the answer names no request');
    // The code is looked at only in the browser whose signer approved; it stands in no other address and is stored nowhere.
    const uid = this.cookies.sealed(request, evidenceCookie(reference));
    if (uid === undefined) throw new InteractionOver('it belongs to another browser');
    this.cookies.take(reply, evidenceCookie(reference));
    if (isActivation) return leave(reply, await this.activation.run(uid, reference, answerOf(request)));
    await this.enrolment.run(reference, answerOf(request));
    leave(reply, `/enrolment/${reference}/done`);
  }
}

function answerOf(request: BrowserRequest): ProviderAnswer {
  const code = queryText(request, 'code');
  const error = queryText(request, 'error');
  return { ...(code === undefined ? {} : { code }), ...(error === undefined ? {} : { error }) };
}
