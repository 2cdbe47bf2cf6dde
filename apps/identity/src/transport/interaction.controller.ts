import { Controller, Get, Param, Req, Res, UseFilters } from '@nestjs/common';
import { BeginEvidence } from '../domain/authorisations/begin-evidence.js';
import { OpenAuthorisation } from '../domain/authorisations/open-authorisation.js';
import { RefuseRequest } from '../domain/authorisations/refuse-request.js';
import { ApprovalPage } from './approval-page.js';
import { BrowserCookies } from './browser-cookies.js';
import { languageOf, leave, queryText, type BrowserReply, type BrowserRequest } from './browser.js';
import { evidenceCookie } from './cookies.js';
import { FailureFilter } from './failure.filter.js';
import { sendPage } from './pages/send-page.js';
import { signInPage } from './pages/sign-in-page.js';
import { requireBrowser } from './require-browser.js';

/** The steps of an authorisation in the browser. Each is for the browser that began it: the one with the request's cookie. */
@Controller('interaction/:uid')
@UseFilters(FailureFilter)
export class InteractionController {
  constructor(
    private readonly open: OpenAuthorisation,
    private readonly evidence: BeginEvidence,
    private readonly refusal: RefuseRequest,
    private readonly cookies: BrowserCookies,
    private readonly approval: ApprovalPage,
  ) {}

  /** Leads to the approval page, or shows what a sign-in will allow. */
  @Get()
  async begin(@Param('uid') uid: string, @Req() request: BrowserRequest, @Res() reply: BrowserReply): Promise<void> {
    requireBrowser(this.cookies, request, uid);
    const step = await this.open.run(uid);
    if (step.kind === 'leave') return leave(reply, step.location);
    if (step.kind === 'approve') return leave(reply, this.approval.address(uid, step.statement));
    const language = languageOf(request, step.lang);
    sendPage(reply, signInPage(language, { application: step.application, uid }));
  }

  /** The signer approved: on to the identity provider. */
  @Get('continue')
  async continue(@Param('uid') uid: string, @Req() request: BrowserRequest, @Res() reply: BrowserReply): Promise<void> {
    requireBrowser(this.cookies, request, uid);
    const step = await this.evidence.run(uid, queryText(request, 'challenge'));
    if (step.activationId !== undefined) this.cookies.give(reply, evidenceCookie(step.activationId), uid);
    leave(reply, step.location);
  }

  /** The signer refused: back to the application. */
  @Get('refuse')
  async refuse(@Param('uid') uid: string, @Req() request: BrowserRequest, @Res() reply: BrowserReply): Promise<void> {
    requireBrowser(this.cookies, request, uid);
    leave(reply, await this.refusal.bySigner(uid));
  }
}
