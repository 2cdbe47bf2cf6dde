import { Controller, Get, Param, Req, Res, UseFilters } from '@nestjs/common';
import { z } from 'zod';
import { BeginSignIn } from '../domain/authorisations/begin-sign-in.js';
import { CompleteSignIn } from '../domain/authorisations/complete-sign-in.js';
import { InteractionOver } from '../domain/authorisations/interaction-over.js';
import type { LoginMemo } from '../domain/ports/login-provider.js';
import { AccountLogin } from './account/account-login.js';
import { NextStepSender } from './next-step.js';
import { accountUnknownPage } from './pages/account/account-page.js';
import { BrowserCookies } from './browser-cookies.js';
import { languageOf, leave, queryText, type BrowserReply, type BrowserRequest } from './browser.js';
import { loginCookie } from './cookies.js';
import { FailureFilter } from './failure.filter.js';
import { sendPage } from './pages/send-page.js';
import { unknownPersonPage } from './pages/unknown-person-page.js';
import { requireBrowser } from './require-browser.js';

/** A login without a `uid` is for no application's request but for the person's own page. */
const memory = z.object({ uid: z.string().optional(), state: z.string(), nonce: z.string(), codeVerifier: z.string() });

/** Ordinary logins, for requests that only list and describe credentials. */
@Controller()
@UseFilters(FailureFilter)
export class SignInController {
  constructor(
    private readonly beginning: BeginSignIn,
    private readonly completion: CompleteSignIn,
    private readonly account: AccountLogin,
    private readonly cookies: BrowserCookies,
    private readonly sender: NextStepSender,
  ) {}

  @Get('interaction/:uid/login')
  async begin(@Param('uid') uid: string, @Req() request: BrowserRequest, @Res() reply: BrowserReply): Promise<void> {
    requireBrowser(this.cookies, request, uid);
    const { url, memo } = await this.beginning.run(uid, languageOf(request));
    this.cookies.give(reply, loginCookie(memo.state), JSON.stringify({ uid, ...memo }));
    leave(reply, url);
  }

  @Get('login/oidc/callback')
  async complete(@Req() request: BrowserRequest, @Res() reply: BrowserReply): Promise<void> {
    const state = queryText(request, 'state') ?? '';
    if (!/^[A-Za-z0-9_-]{20,100}$/.test(state)) throw new InteractionOver('the answer names no login');
    const content = this.cookies.sealed(request, loginCookie(state));
    if (content === undefined) throw new InteractionOver('it belongs to another browser');
    const { uid, ...memo } = memory.parse(JSON.parse(content));
    this.cookies.take(reply, loginCookie(state));
    if (uid === undefined) return this.toAccount(request, reply, memo);
    const outcome = await this.completion.run(uid, request.url, memo);
    if (outcome.known) return this.sender.send(reply, outcome.step, { for: 'interaction', uid });
    sendPage(reply, unknownPersonPage(languageOf(request), outcome.location));
  }

  private async toAccount(request: BrowserRequest, reply: BrowserReply, memo: LoginMemo): Promise<void> {
    if (await this.account.complete(request, reply, memo)) return leave(reply, '/account');
    sendPage(reply, accountUnknownPage(languageOf(request)));
  }
}
