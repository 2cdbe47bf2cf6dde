import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { newId, sha256, toBase64Url } from '@paraph/kernel';
import { freePort } from '@paraph/testing';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type CDPSession, type Page } from 'playwright-core';
import type { Operators } from '../src/domain/operators/operators.js';
import { FakeOperators } from './fake-operators.js';
import { runManagement, type RunningManagement } from './running-management.js';

const SCREENSHOTS = join(tmpdir(), 'paraph-management-screenshots');
const ARGUMENTS = ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const ENGLISH: BrowserContextOptions = { locale: 'en-GB', viewport: { width: 900, height: 800 } };
const NARROW: BrowserContextOptions = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2 };
const CODE = 'BCDF-GHJK';
const SECRET = 's'.repeat(43);
const challenge = toBase64Url(sha256('challenge'));
const operatorId = newId('opr');
const LATER = '2099-01-01T00:00:00.000Z';

/** Identity as the pages meet it: an invitation and a sign-in, and what was brought for them. */
class PageOperators extends FakeOperators {
  invited = true;
  waits = true;
  accepts = true;
  readonly brought: { clientDataJSON: string; id: string }[] = [];

  override async openInvitation({ invitationDigest }: Parameters<Operators['openInvitation']>[0]): ReturnType<Operators['openInvitation']> {
    if (!this.invited || invitationDigest !== toBase64Url(sha256(SECRET))) throw new ServiceError('operator.refused', 'over');
    return { operatorId, name: 'Olivia <Ortiz>', challenge, expiresAt: LATER };
  }

  override async acceptInvitation({ registration }: Parameters<Operators['acceptInvitation']>[0]): ReturnType<Operators['acceptInvitation']> {
    return this.take(registration);
  }

  override async describeSignIn(): ReturnType<Operators['describeSignIn']> {
    if (!this.waits) throw new ServiceError('operator.refused', 'over');
    return { challenge, begunAt: '2027-03-01T09:30:00.000Z', expiresAt: LATER };
  }

  override async approveSignIn({ assertion }: Parameters<Operators['approveSignIn']>[0]): ReturnType<Operators['approveSignIn']> {
    return this.take(assertion);
  }

  private take(brought: { clientDataJSON: string; id: string }): { operatorId: string; name: string } {
    if (!this.accepts) throw new ServiceError('operator.refused', 'no');
    this.brought.push(brought);
    return { operatorId, name: 'Olivia <Ortiz>' };
  }
}

let management: RunningManagement;
let operators: PageOperators;
let browser: Browser;
let own: string;
const offences: string[] = [];

beforeAll(async () => {
  const port = await freePort();
  own = `http://management.localhost:${port}`;
  operators = new PageOperators();
  management = await runManagement({ operators, port, ownOrigin: own });
});
// A hook of its own: on a busy machine either may take its time.
beforeAll(async () => {
  mkdirSync(SCREENSHOTS, { recursive: true });
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ARGUMENTS });
});
afterAll(async () => {
  await browser?.close();
  await management?.stop();
});
beforeEach(() => {
  Object.assign(operators, { invited: true, waits: true, accepts: true });
  operators.brought.length = offences.length = 0;
});

/** A tab whose authenticator verifies its person. */
async function tab(options: BrowserContextOptions = {}): Promise<{ page: Page; devtools: CDPSession; authenticatorId: string }> {
  const page = await (await browser.newContext({ ...ENGLISH, ...options })).newPage();
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && !/status of 401/.test(message.text()) && offences.push(message.text()));
  page.on('pageerror', (error) => offences.push(error.message));
  page.on('request', (request) => new URL(request.url()).origin !== own && offences.push(request.url()));
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true },
  });
  return { page, devtools, authenticatorId };
}

const clientData = () => JSON.parse(Buffer.from(operators.brought.at(-1)?.clientDataJSON ?? '', 'base64url').toString()) as Record<string, unknown>;

/** Makes the passkey of the account in this tab. */
async function accept(page: Page): Promise<void> {
  await page.goto(`${own}/invitation#${SECRET}`);
  await page.getByRole('button', { name: 'Make the passkey' }).click();
  await page.getByText('The passkey is made.').waitFor();
}

describe('the page of an invitation', () => {
  it('shows whose account it is, makes its passkey, and leaves the invitation nowhere', async () => {
    const { page, devtools, authenticatorId } = await tab();
    const addresses: string[] = [];
    page.on('request', (request) => addresses.push(request.url()));
    await page.goto(`${own}/invitation#${SECRET}`);
    await page.getByText('Olivia <Ortiz>').waitFor();
    await page.screenshot({ path: join(SCREENSHOTS, 'invitation-en.png') });
    await page.getByRole('button', { name: 'Make the passkey' }).click();
    await page.getByText('The passkey is made.').waitFor();
    expect(clientData()).toMatchObject({ type: 'webauthn.create', challenge, origin: own });
    const { credentials } = await devtools.send('WebAuthn.getCredentials', { authenticatorId });
    expect(credentials).toMatchObject([{ isResidentCredential: true, rpId: 'management.localhost' }]);
    expect(Buffer.from(credentials[0]?.userHandle ?? '', 'base64').toString()).toBe(operatorId);
    expect([page.url(), addresses.some((address) => address.includes(SECRET)), offences]).toEqual([`${own}/invitation`, false, []]);
  });

  it.each(['', '#nothing', `#${'t'.repeat(43)}`])('offers nothing for %j', async (fragment) => {
    const { page } = await tab();
    await page.goto(`${own}/invitation${fragment}`);
    await page.getByText('This invitation is over').waitFor();
    expect(await page.locator('#act').isVisible()).toBe(false);
    expect(operators.brought).toEqual([]);
  });

  it('keeps the invitation when the language is changed', async () => {
    const { page } = await tab();
    await page.goto(`${own}/invitation#${SECRET}`);
    await page.getByText('Olivia <Ortiz>').waitFor();
    await page.getByRole('link', { name: 'Français' }).click();
    await page.getByText('Olivia <Ortiz>').waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('fr');
    expect(await page.getByRole('button').textContent()).toBe('Créer la clé d’accès');
    await page.screenshot({ path: join(SCREENSHOTS, 'invitation-fr.png') });
  });
});

describe('the page of a sign-in', () => {
  it('shows the code and since when, and approves with the passkey of the account', async () => {
    const { page } = await tab();
    await accept(page);
    await page.goto(`${own}/sign-in/${CODE}`);
    await page.getByText('1 March 2027').waitFor();
    expect(await page.locator('#code').textContent()).toBe(CODE);
    await page.screenshot({ path: join(SCREENSHOTS, 'sign-in-en.png') });
    await page.getByRole('button', { name: 'Sign in with your passkey' }).click();
    await page.getByText('You are signed in.').waitFor();
    expect(clientData()).toMatchObject({ type: 'webauthn.get', challenge, origin: own });
    expect([await page.locator('#act').isVisible(), offences]).toEqual([false, []]);
  });

  it('says in words that a passkey was not accepted, and may be tried again', async () => {
    const { page } = await tab();
    await accept(page);
    await page.goto(`${own}/sign-in/${CODE}`);
    operators.accepts = false;
    await page.getByRole('button').click();
    await page.getByText('The passkey was not accepted.').waitFor();
    operators.accepts = true;
    await page.getByRole('button').click();
    await page.getByText('You are signed in.').waitFor();
  });

  it('brings nothing of an authenticator that does not verify its person', async () => {
    const { page, devtools, authenticatorId } = await tab();
    await accept(page);
    operators.brought.length = 0;
    await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    await page.goto(`${own}/sign-in/${CODE}`);
    await page.getByRole('button').click();
    await page.getByText('Nothing happened').waitFor();
    expect(operators.brought).toEqual([]);
  });

  it('offers nothing once it is over, in French on a narrow screen too', async () => {
    operators.waits = false;
    const { page } = await tab({ ...NARROW, locale: 'fr-FR' });
    await page.goto(`${own}/sign-in/${CODE}`);
    await page.getByText('Cette demande n’existe plus.').waitFor();
    expect(await page.locator('#act').isVisible()).toBe(false);
    await page.screenshot({ path: join(SCREENSHOTS, 'sign-in-over-fr-narrow.png') });
  });

  it('says so without script', async () => {
    const page = await (await browser.newContext({ ...ENGLISH, javaScriptEnabled: false })).newPage();
    await page.goto(`${own}/sign-in/${CODE}`);
    expect(await page.locator('noscript p').isVisible()).toBe(true);
    expect(await page.locator('#act').isVisible()).toBe(false);
  });
});

describe('the pages', () => {
  const at = (path: string) => fetch(`${management.origin}${path}`);

  it.each([`/sign-in/${CODE}`, '/invitation', '/assets/sign-in.js', '/assets/style.css'])(
    '%s lets nothing of elsewhere in, and is in no frame',
    async (path) => {
      const { status: code, headers } = await at(path);
      const policy = headers.get('content-security-policy') ?? '';
      expect(code).toBe(200);
      for (const part of ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"])
        expect(policy).toContain(part);
      expect(policy).not.toContain('unsafe');
      expect([headers.get('x-frame-options'), headers.get('x-content-type-options'), headers.get('referrer-policy')]).toEqual([
        'DENY',
        'nosniff',
        'no-referrer',
      ]);
      expect(headers.get('set-cookie')).toBeNull();
    },
  );

  it.each(['/sign-in/x', '/sign-in/%3Cscript%3E', '/sign-in/bcdf-ghjk', '/assets/../package.json', '/assets/nothing.js'])('are none at %s', async (path) => {
    const { status: code } = await at(path);
    expect([401, 404]).toContain(code);
  });

  it('have the same words in both languages: each that the script may say stands in the page', async () => {
    const outcomes = ['done', 'over', 'working', 'cancelled', 'refused', 'unsupported', 'unavailable'];
    for (const lang of ['en', 'fr'])
      for (const path of [`/sign-in/${CODE}`, '/invitation']) {
        const text = await (await at(`${path}?lang=${lang}`)).text();
        expect(text).toContain(`<html lang="${lang}">`);
        for (const outcome of outcomes) expect(text).toMatch(new RegExp(`data-${outcome}="[^"]{8,}"`));
      }
  });

  it('say in words that the service is away', async () => {
    const { page } = await tab();
    await page.route('**/management/v1/**', (route) => route.abort());
    await page.goto(`${own}/sign-in/${CODE}`);
    await page.getByText('The service does not answer.').waitFor();
  });
});
