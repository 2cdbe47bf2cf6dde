import { Controller, Get, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import { OpenAuthorisation } from '../domain/authorisations/open-authorisation.js';
import { RefuseRequest } from '../domain/authorisations/refuse-request.js';
import { TakeAct } from '../domain/authorisations/take-act.js';
import { readAct } from '../domain/carried/act.js';
import { BrowserCookies } from './browser-cookies.js';
import { formText, languageOf, leave, type BrowserReply, type BrowserRequest } from './browser.js';
import { FailureFilter } from './failure.filter.js';
import { NextStepSender } from './next-step.js';
import { carryPage } from './pages/carry-page.js';
import { sendPage } from './pages/send-page.js';
import { signInPage } from './pages/sign-in-page.js';
import { requireBrowser } from './require-browser.js';

/** The steps of an authorisation in the browser. Each is for the browser that began it: the one with the request's cookie. */
@Controller('interaction/:uid')
@UseFilters(FailureFilter)
export class InteractionController {
  constructor(
    private readonly open: OpenAuthorisation,
    private readonly acts: TakeAct,
    private readonly refusal: RefuseRequest,
    private readonly cookies: BrowserCookies,
    private readonly sender: NextStepSender,
  ) {}

  /** Leads to the approval page, or shows what a sign-in will allow. */
  @Get()
  async begin(@Param('uid') uid: string, @Req() request: BrowserRequest, @Res() reply: BrowserReply): Promise<void> {
    requireBrowser(this.cookies, request, uid);
    const step = await this.open.run(uid);
    if (step.kind !== 'sign-in') return this.sender.send(reply, step, { for: 'interaction', uid });
    const language = languageOf(request, step.lang);
    sendPage(reply, signInPage(language, { application: step.application, uid, scope: step.scope }));
  }

  /** The signer comes back from the approval page. */
  @Get('carry')
  carry(@Param('uid') uid: string, @Req() request: BrowserRequest, @Res() reply: BrowserReply): void {
    requireBrowser(this.cookies, request, uid);
    sendPage(reply, carryPage(languageOf(request), `/interaction/${uid}/act`));
  }

  /** The signer approved, and gave or begins to give evidence. */
  @Post('act')
  async act(@Param('uid') uid: string, @Req() request: BrowserRequest, @Res() reply: BrowserReply): Promise<void> {
    requireBrowser(this.cookies, request, uid);
    this.sender.send(reply, await this.acts.run(uid, formText(request, 'challenge'), readAct(formText(request, 'act'))), { for: 'interaction', uid });
  }

  /** The signer refused: back to the application. */
  @Get('refuse')
  async refuse(@Param('uid') uid: string, @Req() request: BrowserRequest, @Res() reply: BrowserReply): Promise<void> {
    requireBrowser(this.cookies, request, uid);
    leave(reply, await this.refusal.bySigner(uid));
  }
}
