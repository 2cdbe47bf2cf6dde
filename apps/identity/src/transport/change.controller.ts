import { Controller, Get, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ServiceError } from '@paraph/contracts';
import { idPattern } from '@paraph/kernel';
import { readAct } from '../domain/carried/act.js';
import { TakeChangeAct } from '../domain/changes/take-change-act.js';
import { BrowserCookies } from './browser-cookies.js';
import { formText, languageOf, type BrowserReply, type BrowserRequest } from './browser.js';
import { changeCookie } from './cookies.js';
import { FailureFilter } from './failure.filter.js';
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
    this.requireBrowser(id, request);
    sendPage(reply, carryPage(languageOf(request), `/change/${id}/act`));
  }

  @Post('act')
  async act(@Param('id') id: string, @Req() request: BrowserRequest, @Res() reply: BrowserReply): Promise<void> {
    this.requireBrowser(id, request);
    this.sender.send(reply, await this.acts.run(id, formText(request, 'challenge'), readAct(formText(request, 'act'))), id);
  }

  @Get('done')
  done(@Param('id') id: string, @Req() request: BrowserRequest, @Res() reply: BrowserReply): void {
    this.requireBrowser(id, request);
    sendPage(reply, noticePage(languageOf(request), 'changeDone'));
  }

  private requireBrowser(id: string, request: BrowserRequest): void {
    const isHeld = idPattern('chg').test(id) && this.cookies.sealed(request, changeCookie(id)) === id;
    if (!isHeld) throw new ServiceError('change.unknown', 'it does not exist or belongs to another browser');
  }
}
