/** People in a real browser with each means: passkey, code by SMS, PIN; who refuse, who come too late, who look after their certificates. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { Authenticator } from '../apps/approval/test/authenticator.ts';
import { totp } from '../apps/approval/src/page/sealed/totp.js';
import { Application, digestOf } from './harness/application.ts';
import { launchBrowser, signInAs } from './harness/browser.ts';
import { enrolSigner } from './harness/enrolment.ts';
import { codeReader } from './harness/means.ts';
import { ECDSA_SHA256, origin, person, sandbox, state } from './harness/stack.ts';

const application = new Application();
const bob = person('bob');
const bobsSigner = (): string => sandbox().users.find(({ login }) => login === 'bob')?.signerId ?? '';
const screenshots = join(state, 'screenshots');
const readCode = codeReader('+33639980102');
const PIN = '493817';
let browser: Browser;
let answers: Server;

beforeAll(async () => {
  mkdirSync(screenshots, { recursive: true });
  answers = createServer((_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>back</title>'));
  await new Promise<void>((done) => answers.listen(Number(new URL(application.client.redirectUri).port), '127.0.0.1', done));
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  answers.closeAllConnections();
  answers.close();
});

interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Violations of the content security policy, errors of scripts, requests to hosts that are not ours. */
  readonly complaints: string[];
}

async function visit(locale = 'en-GB'): Promise<Visit> {
  const context = await browser.newContext({ locale, viewport: { width: 900, height: 1000 } });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && !message.location().url.endsWith('/favicon.ico') && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => !/^(?:http:\/\/(?:[a-z]+\.localhost|127\.0\.0\.1):\d+\/|data:)/.test(request.url()) && complaints.push(request.url()));
  return { page, context, complaints };
}

const shoot = (page: Page, name: string) => page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
const back = (page: Page) => page.waitForURL(`${application.client.redirectUri}**`);

/** The signer's act on the approval page: the box, then the one button that goes on. */
async function consent(page: Page, documents: string): Promise<void> {
  await page.waitForURL(`${origin('approval')}/**`);
  await page.getByText(documents).first().waitFor();
  await page.getByRole('checkbox').check();
}
const goOn = (page: Page) => page.locator('#proceed').click();

async function signedBy(page: Page, pushed: Awaited<ReturnType<Application['push']>>, about: { credentialId: string; hash: string }): Promise<number> {
  const answer = await application.redeem(pushed, new URL(page.url()));
  const signed = await application.sign(String(answer.json?.['access_token']), {
    credentialID: about.credentialId,
    hashes: [about.hash],
    signAlgo: ECDSA_SHA256,
  });
  return signed.status;
}

describe('a person with a passkey', () => {
  it.each(['en-GB', 'fr-FR'])('registers it at the enrolment, and signs with it and nothing else (%s)', async (locale) => {
    const { page, context, complaints } = await visit(locale);
    const authenticator = await Authenticator.plugInto(page);
    const { credentialId } = await enrolSigner({
      name: 'Bob and his key',
      algorithm: 'p256',
      provider: origin('idp'),
      signerId: bobsSigner(),
      policyId: 'sandbox-passkey',
      walk: async (url) => {
        await page.goto(url);
        await page.getByRole('checkbox').waitFor();
        await shoot(page, `enrolment-passkey-${locale}`);
        await page.getByRole('checkbox').check();
        await goOn(page);
        await signInAs(page, bob.login, bob.password);
        await page.waitForURL(`${origin('identity')}/enrolment/*/done**`);
        await shoot(page, `enrolled-passkey-${locale}`);
      },
    });
    expect(await authenticator.credentialCount()).toBe(1);

    const hash = digestOf(`by passkey ${locale}`);
    const pushed = await application.push({ credentialId, hashes: [hash], labels: ['deed of gift.pdf'] });
    await page.goto(pushed.url);
    await consent(page, 'deed of gift.pdf');
    await shoot(page, `approval-passkey-${locale}`);
    await goOn(page);
    await back(page);
    expect(complaints).toEqual([]);
    expect(await signedBy(page, pushed, { credentialId, hash })).toBe(200);
    await context.close();
  });

  it('who turns away from the authenticator is told so, and may try again or refuse', async () => {
    const { page, context } = await visit();
    const authenticator = await Authenticator.plugInto(page);
    const { credentialId } = await enrolSigner({
      name: 'Bob, undecided',
      algorithm: 'p256',
      provider: origin('idp'),
      signerId: bobsSigner(),
      policyId: 'sandbox-passkey',
      walk: async (url) => {
        await page.goto(url);
        await page.getByRole('checkbox').check();
        await goOn(page);
        await signInAs(page, bob.login, bob.password);
        await page.waitForURL(`${origin('identity')}/enrolment/*/done**`);
      },
    });
    const pushed = await application.push({ credentialId, hashes: [digestOf('undecided')] });
    await page.goto(pushed.url);
    await consent(page, 'document 1');
    await authenticator.verifyUser(false);
    await goOn(page);
    await page.getByText('No passkey was given').waitFor();
    await shoot(page, 'approval-passkey-none');
    await page.getByRole('button', { name: 'Refuse' }).click();
    await back(page);
    expect(new URL(page.url()).searchParams.get('error')).toBe('access_denied');
    await context.close();
  });
});

describe('a person with a telephone', () => {
  let credentialId: string;

  it('chooses a PIN at the enrolment, and signs with the code from the message and that PIN', async () => {
    const { page, context, complaints } = await visit();
    ({ credentialId } = await enrolSigner({
      name: 'Bob and his telephone',
      algorithm: 'p256',
      provider: origin('idp'),
      signerId: bobsSigner(),
      policyId: 'sandbox-code',
      walk: async (url) => {
        await page.goto(url);
        await page.getByRole('checkbox').check();
        await page.getByLabel('New PIN', { exact: true }).fill(PIN);
        await page.getByLabel('New PIN once more').fill(PIN);
        await shoot(page, 'enrolment-pin');
        await goOn(page);
        await signInAs(page, bob.login, bob.password);
        await page.waitForURL(`${origin('identity')}/enrolment/*/done**`);
      },
    }));

    const hash = digestOf('by telephone');
    const pushed = await application.push({ credentialId, hashes: [hash], labels: ['lease 12.pdf'] });
    await page.goto(pushed.url);
    await consent(page, 'lease 12.pdf');
    await shoot(page, 'approval-choice');
    await page.getByRole('radio').first().check();
    await goOn(page);
    const field = page.getByLabel('Code from the message');
    await field.waitFor();
    await shoot(page, 'approval-code');
    await field.fill(await readCode());
    await goOn(page);
    await page.getByLabel('PIN', { exact: true }).waitFor();
    await shoot(page, 'approval-pin');
    await page.getByLabel('PIN', { exact: true }).fill(PIN);
    await goOn(page);
    await back(page);
    expect(complaints).toEqual([]);
    expect(await signedBy(page, pushed, { credentialId, hash })).toBe(200);
    await context.close();
  });

  it('mistypes the code, is told so in words, and still gets there', async () => {
    const { page, context } = await visit();
    const hash = digestOf('mistyped');
    const pushed = await application.push({ credentialId, hashes: [hash], labels: ['lease 13.pdf'] });
    await page.goto(pushed.url);
    await consent(page, 'lease 13.pdf');
    await page.getByRole('radio').first().check();
    await goOn(page);
    const field = page.getByLabel('Code from the message');
    await field.waitFor();
    await field.fill('000000');
    await goOn(page);
    await page.locator('#again').waitFor();
    expect(await page.locator('#again').textContent()).toContain('That did not prove that it was you');
    await shoot(page, 'approval-code-wrong');
    await field.fill(await readCode());
    await goOn(page);
    await page.getByLabel('PIN', { exact: true }).fill(PIN);
    await goOn(page);
    await back(page);
    expect(await signedBy(page, pushed, { credentialId, hash })).toBe(200);
    await context.close();
  });

  it('sees the message on the phone of the sandbox', async () => {
    const { page, context, complaints } = await visit();
    await page.goto(new URL('/phone', origin('start')).href);
    await page.getByText('lease 13.pdf').or(page.getByText('unverified')).first().waitFor();
    await shoot(page, 'phone');
    expect(complaints).toEqual([]);
    await context.close();
  });
});

describe('a person who comes back too late', () => {
  it('is told in words on the page, and the application is told that nothing was approved', async () => {
    const { credentialId } = await enrolSigner({
      name: 'Bob in a hurry',
      algorithm: 'p256',
      provider: origin('idp'),
      policyId: 'sandbox-brief',
      person: bob,
      signerId: bobsSigner(),
    });
    const { page, context } = await visit();
    const pushed = await application.push({ credentialId, hashes: [digestOf('too late')] });
    await page.goto(pushed.url);
    await page.getByRole('checkbox').waitFor();
    const shown = page.url();
    await page.getByText('This request has expired').waitFor({ timeout: 45_000 });
    await shoot(page, 'approval-expired');
    expect(await page.getByRole('checkbox').count()).toBe(0);
    // The page of before, reloaded, says the same.
    await page.goto(shown);
    await page.getByText('This request has expired').waitFor();
    await context.close();
  }, 90_000);
});

describe('a person and their certificates', () => {
  /** Signs in on the signer's own page and opens one certificate. */
  async function openOwn(page: Page, credentialId: string): Promise<void> {
    await page.goto(`${origin('identity')}/account`);
    await page.getByRole('link', { name: 'Sign in' }).click();
    // The provider knows a browser that signed in a moment ago; an ordinary login is all that is asked for here.
    await page.waitForURL((url) => url.origin === origin('idp') || url.searchParams.has('lang') || url.pathname === '/account');
    if (new URL(page.url()).origin === origin('idp')) await signInAs(page, bob.login, bob.password);
    await page.waitForURL(`${origin('identity')}/account**`);
    await page.locator(`a[href*="${credentialId}"]`).first().click();
    await page.getByText('What you signed, and for whom').waitFor();
  }

  it('see what they signed and for whom, add a passkey with what they have, and sign with it', async () => {
    const { page, context, complaints } = await visit();
    const authenticator = await Authenticator.plugInto(page);
    const { credentialId } = await enrolSigner({
      name: 'Bob with all he needs',
      algorithm: 'p256',
      provider: origin('idp'),
      signerId: bobsSigner(),
      policyId: 'sandbox-all',
      walk: async (url) => {
        await page.goto(url);
        await page.getByRole('checkbox').check();
        await page.getByLabel('New PIN', { exact: true }).fill(PIN);
        await page.getByLabel('New PIN once more').fill(PIN);
        const secret = ((await page.locator('.secret').textContent()) ?? '').replaceAll(' ', '');
        await page.getByLabel('First code').fill(await totp(secret, Math.floor(Date.now() / 30_000)));
        await shoot(page, 'enrolment-all');
        await goOn(page);
        await signInAs(page, bob.login, bob.password);
        await page.waitForURL(`${origin('identity')}/enrolment/*/done**`);
      },
    });
    expect(await authenticator.credentialCount()).toBe(1);

    const hash = digestOf('before the change');
    const pushed = await application.push({ credentialId, hashes: [hash], labels: ['will.pdf'] });
    await page.goto(pushed.url);
    await consent(page, 'will.pdf');
    await page.getByRole('radio').first().check();
    await goOn(page);
    await back(page);
    expect(await signedBy(page, pushed, { credentialId, hash })).toBe(200);

    await openOwn(page, credentialId);
    await page.getByText('will.pdf').first().waitFor({ state: 'attached' });
    await shoot(page, 'account-certificate');

    // A second authenticator, approved with the first one.
    await page.getByRole('button', { name: 'Add an authenticator app' }).click();
    await page.waitForURL(`${origin('approval')}/**`);
    await page.getByRole('checkbox').check();
    const secret = ((await page.locator('.secret').textContent()) ?? '').replaceAll(' ', '');
    await page.getByLabel('First code').fill(await totp(secret, Math.floor(Date.now() / 30_000)));
    await shoot(page, 'change-register');
    await goOn(page);
    await page.getByText('Confirm with your passkey').first().waitFor();
    await shoot(page, 'change-confirm');
    await page.getByRole('radio').first().check();
    await goOn(page);
    await page.waitForURL(`${origin('identity')}/change/*/done**`);
    await shoot(page, 'change-done');
    expect(complaints).toEqual([]);
    await context.close();
  }, 60_000);

  it('stop a certificate at once, and let it sign again with evidence', async () => {
    const { page, context, complaints } = await visit();
    const { credentialId } = await enrolSigner({ name: 'Bob, to be stopped', algorithm: 'p256', provider: origin('idp'), person: bob, signerId: bobsSigner() });
    const sign = async (): Promise<string | number> => {
      const hash = digestOf(`stopped ${Math.random()}`);
      const token = await application.authorise({ credentialId, hashes: [hash] }, bob).catch((error: unknown) => String(error));
      return (await application.sign(token, { credentialID: credentialId, hashes: [hash], signAlgo: ECDSA_SHA256 })).status;
    };
    expect(await sign()).toBe(200);
    await openOwn(page, credentialId);
    await page.getByRole('link', { name: 'Suspend now' }).click();
    await shoot(page, 'account-suspend');
    await page.getByRole('button', { name: 'Suspend now' }).click();
    await page.getByText('The certificate is suspended').waitFor();
    await shoot(page, 'account-suspended');
    expect(await sign()).not.toBe(200);

    await page.getByRole('button', { name: 'Resume' }).click();
    await page.waitForURL(`${origin('approval')}/**`);
    await page.getByRole('checkbox').check();
    await shoot(page, 'change-resume');
    await goOn(page);
    await signInAs(page, bob.login, bob.password);
    await page.waitForURL(`${origin('identity')}/change/*/done**`);
    expect(await sign()).toBe(200);
    expect(complaints).toEqual([]);
    await context.close();
  }, 60_000);
});
