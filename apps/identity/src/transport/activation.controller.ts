import { Controller, Get, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ServiceError } from '@paraph/contracts';
import { idPattern } from '@paraph/kernel';
import { readAct } from '../domain/carried/act.js';
import { TakeLinkAct } from '../domain/links/take-link-act.js';
import { BrowserCookies } from './browser-cookies.js';
import { formText, languageOf, type BrowserReply, type BrowserRequest } from './browser.js';
import { linkCookie } from './cookies.js';
import { FailureFilter } from './failure.filter.js';
import { askedLanguage, heldOf, hold, type HeldRequest } from './held-request.js';
import { NextStepSender, withLanguage } from './next-step.js';
import { carryPage } from './pages/carry-page.js';
import { noticePage } from './pages/notice-page.js';
import { sendPage } from './pages/send-page.js';

/**
 * An activation whose signer was sent a link. Whoever has the link may read what is to be signed, and give evidence that only the signer has:
 * the link itself proves nothing. The browser it is opened in holds a cookie, so that nobody is led into somebody else's way half through.
 */
@Controller('activation/:id')
@UseFilters(FailureFilter)
export class ActivationController {
  constructor(
    private readonly links: TakeLinkAct,
    private readonly cookies: BrowserCookies,
    private readonly sender: NextStepSender,
  ) {}

  @Get()
  async show(@Param('id') id: string, @Req() request: BrowserRequest, @Res() reply: BrowserReply): Promise<void> {
    requireId(id);
    const lang = askedLanguage(request);
    const step = await this.links.show(id);
    hold(this.cookies, reply, linkCookie(id), { id, lang });
    this.sender.send(reply, withLanguage(step, lang), undefined);
  }

  @Get('carry')
  carry(@Param('id') id: string, @Req() request: BrowserRequest, @Res() reply: BrowserReply): void {
    const { lang } = this.held(id, request);
    sendPage(reply, carryPage(languageOf(request, lang), `/activation/${id}/act`));
  }

  @Post('act')
  async act(@Param('id') id: string, @Req() request: BrowserRequest, @Res() reply: BrowserReply): Promise<void> {
    const { lang } = this.held(id, request);
    const step = await this.links.run(id, formText(request, 'challenge'), readAct(formText(request, 'act')));
    if (step === undefined) return sendPage(reply, noticePage(languageOf(request, lang), 'linkRefused'));
    this.sender.send(reply, withLanguage(step, lang), { for: 'link', lang });
  }

  @Get('done')
  done(@Param('id') id: string, @Req() request: BrowserRequest, @Res() reply: BrowserReply): void {
    const { lang } = this.held(id, request);
    sendPage(reply, noticePage(languageOf(request, lang), 'linkDone'));
  }

  private held(id: string, request: BrowserRequest): HeldRequest {
    requireId(id);
    const held = heldOf(this.cookies, request, linkCookie(id), id);
    if (held === undefined) throw new ServiceError('activation.state', 'it belongs to another browser');
    return held;
  }
}

function requireId(id: string): void {
  if (!idPattern('act').test(id)) throw new ServiceError('activation.unknown', 'no activation has this identifier');
}
