import { Controller, Get, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ServiceError } from '@paraph/contracts';
import { idPattern } from '@paraph/kernel';
import { readAct } from '../domain/carried/act.js';
import { TakeChangeAct } from '../domain/changes/take-change-act.js';
import { BrowserCookies } from './browser-cookies.js';
import { formText, languageOf, type BrowserReply, type BrowserRequest } from './browser.js';
import { changeCookie } from './cookies.js';
import { FailureFilter } from './failure.filter.js';
import { heldOf, hold, type HeldRequest } from './held-request.js';
import { NextStepSender } from './next-step.js';
import { carryPage } from './pages/carry-page.js';
import { noticePage } from './pages/notice-page.js';
import { sendPage } from './pages/send-page.js';

/** A change of a credential in the browser: opened on the signer's own page, shown and approved on the approval page. */
@Controller('change/:id')
@UseFilters(FailureFilter)
export class ChangeController {
  constructor(
    private readonly acts: TakeChangeAct,
    private readonly cookies: BrowserCookies,
    private readonly sender: NextStepSender,
  ) {}

  @Get('carry')
  carry(@Param('id') id: string, @Req() request: BrowserRequest, @Res() reply: BrowserReply): void {
    const { lang } = this.held(id, request);
    sendPage(reply, carryPage(languageOf(request, lang), `/change/${id}/act`));
  }

  @Post('act')
  async act(@Param('id') id: string, @Req() request: BrowserRequest, @Res() reply: BrowserReply): Promise<void> {
    const { offered, lang } = this.held(id, request);
    const step = await this.acts.run(id, formText(request, 'challenge'), { act: readAct(formText(request, 'act')), hints: { offered, lang } });
    const after: HeldRequest = { id, lang, offered: step.kind === 'approval' ? step.visit.offered : offered };
    // What was offered is said at every visit from now on, also on the way back from a provider.
    if (after.offered !== offered) hold(this.cookies, reply, changeCookie(id), after);
    this.sender.send(reply, step, { for: 'change', lang, offered: after.offered });
  }

  @Get('done')
  done(@Param('id') id: string, @Req() request: BrowserRequest, @Res() reply: BrowserReply): void {
    const { lang } = this.held(id, request);
    sendPage(reply, noticePage(languageOf(request, lang), 'changeDone', { back: '/account' }));
  }

  private held(id: string, request: BrowserRequest): HeldRequest {
    const held = idPattern('chg').test(id) ? heldOf(this.cookies, request, changeCookie(id), id) : undefined;
    if (held === undefined) throw new ServiceError('change.unknown', 'it does not exist or belongs to another browser');
    return held;
  }
}
