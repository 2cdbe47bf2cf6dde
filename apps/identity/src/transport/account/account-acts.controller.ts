import { Controller, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import { changeAct, renewalKinds, ServiceError, type ChangeAct } from '@paraph/contracts';
import { unavailableIfLost } from '@paraph/platform';
import type { AccountSession } from '../../domain/account/account-sessions.js';
import { ChangeOwnCredential } from '../../domain/account/change-own-credential.js';
import { BrowserCookies } from '../browser-cookies.js';
import { formText, languageOf, leave, type BrowserReply, type BrowserRequest } from '../browser.js';
import { changeCookie } from '../cookies.js';
import { FailureFilter } from '../failure.filter.js';
import { askedLanguage, hold } from '../held-request.js';
import { NextStepSender } from '../next-step.js';
import type { Said } from '../pages/account/messages.js';
import { sendPage } from '../pages/send-page.js';
import { AccountBrowser } from './account-browser.js';
import { changesOf, CredentialPages, renewalsOf, suspensionOf } from './credential-pages.js';

interface Visit {
  readonly request: BrowserRequest;
  readonly reply: BrowserReply;
}

/** What a signer does on the page of their own: stop a credential, or begin a change that is proven on the approval page. */
@Controller('account/credentials/:id')
@UseFilters(FailureFilter)
export class AccountActsController {
  constructor(
    private readonly acts: ChangeOwnCredential,
    private readonly pages: CredentialPages,
    private readonly browser: AccountBrowser,
    private readonly cookies: BrowserCookies,
    private readonly sender: NextStepSender,
  ) {}

  @Post('suspend')
  async suspend(@Param('id') id: string, @Req() request: BrowserRequest, @Res() reply: BrowserReply): Promise<void> {
    await this.fromOwnForm(id, suspensionOf(id), { request, reply }, async (session) => {
      await this.acts.suspend(session, id);
      leave(reply, `/account/credentials/${id}?said=suspended&lang=${languageOf(request)}`);
    });
  }

  @Post('changes')
  async change(@Param('id') id: string, @Req() request: BrowserRequest, @Res() reply: BrowserReply): Promise<void> {
    await this.fromOwnForm(id, changesOf(id), { request, reply }, async (session) => {
      const { changeId, statement } = await this.acts.begin(session, id, changeIn(request));
      const lang = askedLanguage(request);
      // The change is answered in the browser it was begun in, and in no other.
      hold(this.cookies, reply, changeCookie(changeId), { id: changeId, lang });
      this.sender.send(reply, { kind: 'approval', visit: { statement, lang } }, undefined);
    });
  }

  @Post('renewals')
  async renew(@Param('id') id: string, @Req() request: BrowserRequest, @Res() reply: BrowserReply): Promise<void> {
    await this.fromOwnForm(id, renewalsOf(id), { request, reply }, async (session) => {
      const kind = renewalKinds.find((one) => one === formText(request, 'renews'));
      if (kind === undefined) throw new ServiceError('request.invalid', 'renews: expected one of the page');
      const { enrolmentId } = await this.acts.renew(session, id, kind);
      // From there on it is an enrolment like any other.
      leave(reply, `/enrolment/${enrolmentId}?lang=${languageOf(request)}`);
    });
  }

  private async fromOwnForm(id: string, action: string, { request, reply }: Visit, act: (session: AccountSession) => Promise<void>): Promise<void> {
    const session = await this.browser.session(request);
    if (session === undefined) return leave(reply, `/account?lang=${languageOf(request)}`);
    const show = async (said: Said): Promise<void> => sendPage(reply, await this.pages.credential(session, id, { request, said }));
    if (!this.browser.isOwnForm(session, action, request)) return show('stale');
    try {
      await act(session);
    } catch (error) {
      const said = saidOf(unavailableIfLost(error));
      if (said === undefined) throw error;
      await show(said);
    }
  }
}

/** @throws ServiceError request.invalid */
function changeIn(request: BrowserRequest): ChangeAct {
  const asked = formText(request, 'change');
  const add = /^add-(.+)$/.exec(asked ?? '')?.[1];
  const read = changeAct.safeParse(
    add === undefined ? (asked === 'remove' ? { act: 'remove-means', meansId: formText(request, 'means') } : { act: asked }) : { act: 'add-means', kind: add },
  );
  // The end of a credential is asked for by an application, which then has it done.
  if (!read.success || read.data.act === 'destroy') throw new ServiceError('request.invalid', 'change: expected one of the page');
  return read.data;
}

/** Refusals that leave everything as it was; the page says so, and shows what is. */
function saidOf(error: unknown): Said | undefined {
  if (!(error instanceof ServiceError)) return undefined;
  switch (error.code) {
    case 'credential.state':
    case 'algorithm.unsupported':
    case 'container.state':
    case 'means.unknown':
    case 'evidence.missing':
      return 'impossible';
    case 'activation.busy':
    case 'service.unavailable':
    case 'deadline.exceeded':
    case 'hsm.unavailable':
    case 'hsm.refused':
    case 'hsm.ambiguous':
      return 'busy';
    default:
      return undefined;
  }
}
