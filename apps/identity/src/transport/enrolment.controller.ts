import { Controller, Get, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ServiceError } from '@paraph/contracts';
import { idPattern } from '@paraph/kernel';
import { readAct } from '../domain/carried/act.js';
import { DescribeEnrolment } from '../domain/enrolments/describe-enrolment.js';
import { TakeEnrolmentAct } from '../domain/enrolments/take-enrolment-act.js';
import { BrowserCookies } from './browser-cookies.js';
import { formText, languageOf, type BrowserReply, type BrowserRequest } from './browser.js';
import { enrolmentCookie } from './cookies.js';
import { FailureFilter } from './failure.filter.js';
import { NextStepSender } from './next-step.js';
import { carryPage } from './pages/carry-page.js';
import { enrolmentDonePage } from './pages/enrolment-done-page.js';
import { noticePage } from './pages/notice-page.js';
import { sendPage } from './pages/send-page.js';

/** An enrolment in the browser: the approval page shows it, from there the signer comes back, and the provider does the rest. */
@Controller('enrolment/:id')
@UseFilters(FailureFilter)
export class EnrolmentController {
  constructor(
    private readonly description: DescribeEnrolment,
    private readonly acts: TakeEnrolmentAct,
    private readonly cookies: BrowserCookies,
    private readonly sender: NextStepSender,
  ) {}

  @Get()
  async show(@Param('id') id: string, @Res() reply: BrowserReply): Promise<void> {
    requireId(id);
    const { state, statement } = await this.description.run(id);
    if (state !== 'open') throw new ServiceError('enrolment.state', 'the enrolment is not open');
    // Whoever comes back with an acceptance must be the browser that was sent to read what is accepted.
    this.cookies.give(reply, enrolmentCookie(id), id);
    this.sender.send(reply, { kind: 'approval', visit: { statement } }, id);
  }

  @Get('carry')
  carry(@Param('id') id: string, @Req() request: BrowserRequest, @Res() reply: BrowserReply): void {
    this.requireBrowser(id, request);
    sendPage(reply, carryPage(languageOf(request), `/enrolment/${id}/act`));
  }

  @Post('act')
  async act(@Param('id') id: string, @Req() request: BrowserRequest, @Res() reply: BrowserReply): Promise<void> {
    this.requireBrowser(id, request);
    const location = await this.acts.run(id, formText(request, 'challenge'), readAct(formText(request, 'act')));
    if (location === undefined) return sendPage(reply, noticePage(languageOf(request), 'enrolmentRefused'));
    this.sender.send(reply, { kind: 'provider', location, reference: id }, id);
  }

  @Get('done')
  async done(@Param('id') id: string, @Req() request: BrowserRequest, @Res() reply: BrowserReply): Promise<void> {
    requireId(id);
    const { state } = await this.description.run(id);
    if (state !== 'bound') throw new ServiceError('enrolment.state', 'the enrolment is not complete');
    sendPage(reply, enrolmentDonePage(languageOf(request)));
  }

  private requireBrowser(id: string, request: BrowserRequest): void {
    requireId(id);
    if (this.cookies.sealed(request, enrolmentCookie(id)) !== id) throw new ServiceError('enrolment.state', 'it belongs to another browser');
  }
}

function requireId(id: string): void {
  if (!idPattern('enr').test(id)) throw new ServiceError('enrolment.unknown', 'no enrolment has this identifier');
}
