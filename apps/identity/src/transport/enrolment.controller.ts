import { Controller, Get, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ServiceError } from '@paraph/contracts';
import { idPattern } from '@paraph/kernel';
import { readAct } from '../domain/carried/act.js';
import { DescribeEnrolment } from '../domain/enrolments/describe-enrolment.js';
import { TakeEnrolmentAct } from '../domain/enrolments/take-enrolment-act.js';
import { BrowserCookies } from './browser-cookies.js';
import { formText, languageOf, queryText, type BrowserReply, type BrowserRequest } from './browser.js';
import { enrolmentCookie } from './cookies.js';
import { FailureFilter } from './failure.filter.js';
import { askedLanguage, heldOf, hold, type HeldRequest } from './held-request.js';
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
  async show(@Param('id') id: string, @Req() request: BrowserRequest, @Res() reply: BrowserReply): Promise<void> {
    requireId(id);
    const { state, statement } = await this.description.run(id);
    if (state !== 'open') throw new ServiceError('enrolment.state', 'the enrolment is not open');
    const lang = askedLanguage(request);
    // Whoever comes back with an acceptance must be the browser that was sent to read what is accepted.
    hold(this.cookies, reply, enrolmentCookie(id), { id, lang });
    this.sender.send(reply, { kind: 'approval', visit: { statement, lang } }, { for: 'enrolment' });
  }

  @Get('carry')
  carry(@Param('id') id: string, @Req() request: BrowserRequest, @Res() reply: BrowserReply): void {
    const { lang } = this.held(id, request);
    sendPage(reply, carryPage(languageOf(request, lang), `/enrolment/${id}/act`));
  }

  @Post('act')
  async act(@Param('id') id: string, @Req() request: BrowserRequest, @Res() reply: BrowserReply): Promise<void> {
    const { lang } = this.held(id, request);
    const step = await this.acts.run(id, formText(request, 'challenge'), readAct(formText(request, 'act')));
    if (step === undefined) return sendPage(reply, noticePage(languageOf(request, lang), 'enrolmentRefused'));
    this.sender.send(reply, step.kind === 'approval' ? { ...step, visit: { ...step.visit, lang } } : step, { for: 'enrolment' });
  }

  @Get('done')
  async done(@Param('id') id: string, @Req() request: BrowserRequest, @Res() reply: BrowserReply): Promise<void> {
    const { lang } = this.held(id, request);
    const { state } = await this.description.run(id);
    // Accepted: the signer's part is done, and the certification authority takes its time over the rest.
    if (state !== 'bound' && state !== 'accepted') throw new ServiceError('enrolment.state', 'the enrolment is not complete');
    const isLinked = queryText(request, 'linked') !== 'no';
    sendPage(reply, enrolmentDonePage(languageOf(request, lang), { isLinked, isPending: state === 'accepted' }));
  }

  private held(id: string, request: BrowserRequest): HeldRequest {
    requireId(id);
    const held = heldOf(this.cookies, request, enrolmentCookie(id), id);
    if (held === undefined) throw new ServiceError('enrolment.state', 'it belongs to another browser');
    return held;
  }
}

function requireId(id: string): void {
  if (!idPattern('enr').test(id)) throw new ServiceError('enrolment.unknown', 'no enrolment has this identifier');
}
