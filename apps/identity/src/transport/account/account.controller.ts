import { Controller, Get, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { AccountSession } from '../../domain/account/account-sessions.js';
import { OpenAccount } from '../../domain/account/open-account.js';
import { OwnCredentials } from '../../domain/account/own-credentials.js';
import { BrowserCookies } from '../browser-cookies.js';
import { languageOf, leave, type BrowserReply, type BrowserRequest } from '../browser.js';
import { loginCookie } from '../cookies.js';
import { FailureFilter } from '../failure.filter.js';
import { accountPage, accountSignInPage } from '../pages/account/account-page.js';
import { sendPage } from '../pages/send-page.js';
import { AccountBrowser } from './account-browser.js';
import { CredentialPages } from './credential-pages.js';

const SIGN_OUT = '/account/sign-out';

/** The page of a signer's own: their certificates. A login opens it; it signs nothing. */
@Controller('account')
@UseFilters(FailureFilter)
export class AccountController {
  constructor(
    private readonly account: OpenAccount,
    private readonly credentials: OwnCredentials,
    private readonly pages: CredentialPages,
    private readonly browser: AccountBrowser,
    private readonly cookies: BrowserCookies,
  ) {}

  @Get()
  async overview(@Req() request: BrowserRequest, @Res() reply: BrowserReply): Promise<void> {
    const language = languageOf(request);
    const session = await this.browser.session(request);
    if (session === undefined) return sendPage(reply, accountSignInPage(language));
    const signOut = { action: SIGN_OUT, token: this.browser.token(session, SIGN_OUT) };
    sendPage(reply, accountPage(language, await this.credentials.all(session), signOut));
  }

  @Get('sign-in')
  async signIn(@Req() request: BrowserRequest, @Res() reply: BrowserReply): Promise<void> {
    const { url, memo } = await this.account.begin(languageOf(request));
    this.cookies.give(reply, loginCookie(memo.state), JSON.stringify(memo));
    leave(reply, url);
  }

  @Post('sign-out')
  async signOut(@Req() request: BrowserRequest, @Res() reply: BrowserReply): Promise<void> {
    const session = await this.browser.session(request);
    // A stranger's form signs nobody out.
    if (session !== undefined && this.browser.isOwnForm(session, SIGN_OUT, request)) await this.browser.end(reply, session);
    leave(reply, `/account?lang=${languageOf(request)}`);
  }

  @Get('credentials/:id')
  async credential(@Param('id') id: string, @Req() request: BrowserRequest, @Res() reply: BrowserReply): Promise<void> {
    await this.withSession(request, reply, async (session) => sendPage(reply, await this.pages.credential(session, id, { request })));
  }

  @Get('credentials/:id/suspend')
  async confirm(@Param('id') id: string, @Req() request: BrowserRequest, @Res() reply: BrowserReply): Promise<void> {
    await this.withSession(request, reply, async (session) => sendPage(reply, await this.pages.suspension(session, id, request)));
  }

  private async withSession(request: BrowserRequest, reply: BrowserReply, show: (session: AccountSession) => Promise<void>): Promise<void> {
    const session = await this.browser.session(request);
    return session === undefined ? leave(reply, `/account?lang=${languageOf(request)}`) : show(session);
  }
}
