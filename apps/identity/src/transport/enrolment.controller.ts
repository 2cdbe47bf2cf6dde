import { Controller, Get, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ServiceError } from '@paraph/contracts';
import { idPattern } from '@paraph/kernel';
import { randomBytes } from 'node:crypto';
import { AcceptEnrolment } from '../domain/enrolments/accept-enrolment.js';
import { DescribeEnrolment } from '../domain/enrolments/describe-enrolment.js';
import { BrowserCookies } from './browser-cookies.js';
import { formText, languageOf, leave, type BrowserReply, type BrowserRequest } from './browser.js';
import { enrolmentCookie, evidenceCookie } from './cookies.js';
import { FailureFilter } from './failure.filter.js';
import { enrolmentDonePage } from './pages/enrolment-done-page.js';
import { enrolmentPage } from './pages/enrolment-page.js';
import { sendPage } from './pages/send-page.js';

/** The pages of an enrolment: what is about to happen, the terms, an act of acceptance, and that it is done. */
@Controller('enrolment/:id')
@UseFilters(FailureFilter)
export class EnrolmentController {
  constructor(
    private readonly description: DescribeEnrolment,
    private readonly acceptance: AcceptEnrolment,
    private readonly cookies: BrowserCookies,
  ) {}

  @Get()
  async show(@Param('id') id: string, @Req() request: BrowserRequest, @Res() reply: BrowserReply): Promise<void> {
    await this.form(id, { request, reply, unticked: false });
  }

  @Post('accept')
  async accept(@Param('id') id: string, @Req() request: BrowserRequest, @Res() reply: BrowserReply): Promise<void> {
    requireId(id);
    const token = this.cookies.sealed(request, enrolmentCookie(id));
    if (token === undefined || formText(request, 'token') !== token) throw new ServiceError('enrolment.state', 'the form does not belong to this browser');
    if (formText(request, 'accept') !== 'yes') return this.form(id, { request, reply, unticked: true });
    const location = await this.acceptance.run(id);
    this.cookies.give(reply, evidenceCookie(id), id);
    leave(reply, location);
  }

  /** A page that came back unticked stands at this address; its language links lead to the form again. */
  @Get('accept')
  again(@Param('id') id: string, @Req() request: BrowserRequest, @Res() reply: BrowserReply): void {
    requireId(id);
    leave(reply, `/enrolment/${id}?lang=${languageOf(request)}`);
  }

  @Get('done')
  async done(@Param('id') id: string, @Req() request: BrowserRequest, @Res() reply: BrowserReply): Promise<void> {
    requireId(id);
    const { state } = await this.description.run(id);
    if (state !== 'bound') throw new ServiceError('enrolment.state', 'the enrolment is not complete');
    sendPage(reply, enrolmentDonePage(languageOf(request)));
  }

  private async form(id: string, { request, reply, unticked }: { request: BrowserRequest; reply: BrowserReply; unticked: boolean }): Promise<void> {
    requireId(id);
    const enrolment = await this.description.run(id);
    if (enrolment.state !== 'open') throw new ServiceError('enrolment.state', 'the enrolment is not open');
    const token = randomBytes(32).toString('base64url');
    this.cookies.give(reply, enrolmentCookie(id), token);
    sendPage(reply, enrolmentPage(languageOf(request), { enrolment, token, unticked }));
  }
}

function requireId(id: string): void {
  if (!idPattern('enr').test(id)) throw new ServiceError('enrolment.unknown', 'no enrolment has this identifier');
}
