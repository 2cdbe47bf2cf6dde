import { z } from 'zod';
import { LONGEST_SESSION_MS, type AccountSession, type AccountSessions } from '../../domain/account/account-sessions.js';
import { digestOf } from '../../domain/digest-of.js';
import type { Seal } from '../../domain/seal.js';
import type { BrowserCookies, SealedCookie } from '../browser-cookies.js';
import { formText, type BrowserReply, type BrowserRequest } from '../browser.js';

const COOKIE: SealedCookie = { name: 'paraph_account', path: '/account', lifetimeSeconds: LONGEST_SESSION_MS / 1_000 };

/** A form is as old as the page it stands on. */
const FORM_SECONDS = 60 * 60;

/** The browser at a signer's own page: its session, and proof that a form comes from a page of that session. */
export class AccountBrowser {
  constructor(
    private readonly cookies: BrowserCookies,
    private readonly sessions: AccountSessions,
    private readonly seal: Seal,
  ) {}

  async session(request: BrowserRequest): Promise<AccountSession | undefined> {
    const id = this.cookies.sealed(request, COOKIE);
    return id === undefined ? undefined : this.sessions.use(id);
  }

  begin(reply: BrowserReply, { id }: AccountSession): void {
    this.cookies.give(reply, COOKIE, id);
  }

  async end(reply: BrowserReply, session: AccountSession): Promise<void> {
    this.cookies.take(reply, COOKIE);
    await this.sessions.close(session);
  }

  /** What a form to this address carries; it opens in this session, for this address, and nowhere else. */
  token({ id }: AccountSession, action: string): string {
    return this.seal.close(`form ${digestOf(id)} ${action}`, 'ok', FORM_SECONDS);
  }

  /** Whether a form that arrived at `action` is one of this session's pages. */
  isOwnForm({ id }: AccountSession, action: string, request: BrowserRequest): boolean {
    const token = z.string().safeParse(formText(request, 'token'));
    return token.success && this.seal.open(`form ${digestOf(id)} ${action}`, token.data) === 'ok';
  }
}
