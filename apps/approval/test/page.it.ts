import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { activationChallenge, toBase64Url } from '@paraph/kernel';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { aRequest, carried, current, shoot, UID, Visitor } from './browser.js';
import { ServedPage } from './served-page.js';
import { aDocument, aStatement, signed, statementSigner } from './statement-builder.js';

let served: ServedPage;
let visitor: Visitor;

beforeAll(async () => {
  served = await ServedPage.start();
  visitor = await Visitor.arrive(served);
});

afterAll(async () => {
  await visitor?.leave();
  await served?.stop();
});

beforeEach(() => {
  visitor.offences.length = 0;
  served.visits.length = 0;
});

afterEach(() => {
  expect(visitor.offences).toEqual([]);
});

const visit = (fragment: string, options?: BrowserContextOptions): Promise<Page> => visitor.visit(fragment, options);
const request = (changes: Record<string, unknown> = {}) => aRequest(served, 'activation', changes);

const three = [
  aDocument({ label: 'Purchase agreement – 12 rue des Lilas.pdf' }),
  aDocument({ label: 'Annex A: floor plan.pdf', hash: 'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=', labelSource: 'client-signed' }),
  aDocument({ label: 'Annex B.pdf', hash: Buffer.alloc(48, 0x5a).toString('base64'), hashAlgorithm: '2.16.840.1.101.3.4.2.2' }),
];

describe('the signer approves', () => {
  it('with the keyboard alone, and evidence is asked for over the challenge of what was shown', async () => {
    const { fragment, compact } = await request({ documents: three });
    const page = await visit(fragment);
    const consent = page.getByRole('checkbox', { name: 'I have checked this request and want to sign these 3 documents.' });
    await consent.waitFor();
    await shoot(page, 'approve-en');
    expect(await consent.isChecked()).toBe(false);

    await page.keyboard.press('Tab'); // to the skip button, which leads past the documents
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await consent.evaluate((box) => box === document.activeElement)).toBe(true);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.locator('#consent-missing').textContent()).toContain('Tick the box first');
    expect(await consent.evaluate((box) => box === document.activeElement)).toBe(true);
    await shoot(page, 'consent-missing-en');
    expect(served.visits).toEqual([]);

    await page.keyboard.press('Space');
    expect(await page.locator('#consent-missing').textContent()).toBe('');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await carried(page, served)).toEqual({
      path: `/interaction/${UID}/carry`,
      challenge: toBase64Url(activationChallenge(compact)),
      act: { kind: 'begin', means: 'oidc' },
    });
  });

  it('and cannot come back to the decision', async () => {
    const page = await visit((await request()).fragment);
    await page.getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForURL(/identity\.localhost/);
    await page.goBack();
    expect(await page.getByRole('button', { name: 'Continue' }).count()).toBe(0);
  });

  it('after reading it all in French, and switching', async () => {
    const { fragment } = await request({ documents: three });
    const page = await visit(fragment, { locale: 'fr-FR' });
    await page.getByRole('heading', { name: 'Signer ces 3 documents ?' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('fr');
    await shoot(page, 'approve-fr');
    await page.getByRole('checkbox').check();

    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Sign these 3 documents?' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
    expect(await page.getByRole('checkbox').isChecked()).toBe(false);
  });
});

describe('the signer sees', () => {
  it('the application, the certificate, and each document by label and hash', async () => {
    const { fragment } = await request({ documents: three });
    const page = await visit(fragment);
    const items = page.getByRole('listitem');
    expect(await items.count()).toBe(3);
    expect(await page.getByRole('definition').first().textContent()).toBe('Sample application');
    expect(await page.getByText('CN=Alice Martin,GIVENNAME=Alice,SN=Martin,C=FR').first().isVisible()).toBe(true);
    expect(await items.nth(0).textContent()).toContain('Name given by the application, not verified');
    expect(await items.nth(1).textContent()).toContain('Name signed by the application');

    const full = items.nth(0).getByText('9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08');
    expect(await full.isVisible()).toBe(false);
    await items.nth(0).getByText('Show in full').click();
    expect(await full.isVisible()).toBe(true);
  });

  it('a strong warning where the application may choose more', async () => {
    const page = await visit((await request({ remainingChoice: 12 })).fragment);
    await page.getByRole('heading', { name: 'And up to 12 more documents chosen by Sample application' }).waitFor();
    expect(await page.getByRole('checkbox', { name: 'sign this document, and up to 12 more documents chosen by Sample application.' }).count()).toBe(1);
    await shoot(page, 'further-en');
  });

  it('that a document has no name', async () => {
    const page = await visit((await request({ documents: [aDocument({ label: '' })] })).fragment);
    await page.getByText('This document has no name: only its hash says what you sign.').waitFor();
    await shoot(page, 'no-name-en');
  });

  it('markup in a name as text', async () => {
    const label = '<img src=x onerror=alert(1)>&amp;';
    const page = await visit((await request({ documents: [aDocument({ label })] })).fragment);
    expect(await page.getByRole('listitem').getByRole('heading', { level: 3 }).textContent()).toBe(`Document 1 of 1: ${label}`);
  });

  it('the same on a narrow screen in the dark, without scrolling sideways', async () => {
    const { fragment } = await request({ documents: three });
    const page = await visit(fragment, { viewport: { width: 320, height: 640 }, colorScheme: 'dark', locale: 'fr-FR' });
    await page.getByRole('checkbox').waitFor();
    for (const details of await page.locator('details').all()) await details.evaluate((one) => one.setAttribute('open', ''));
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    await shoot(page, 'narrow-dark-fr');
  });
});

it('a refusal leads to identity’s refusal and carries no challenge', async () => {
  const page = await visit((await request()).fragment);
  await page.getByRole('button', { name: 'Refuse' }).click();
  await page.waitForURL(/identity\.localhost/);
  expect(served.visits).toEqual([`/interaction/${UID}/refuse`]);
});

describe('the page says no in words and offers nothing to go on with', () => {
  async function refused(page: Page, words: string): Promise<void> {
    await page.getByText(words).waitFor();
    expect(await page.locator('main').locator('button, a, input').count()).toBe(0);
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
    expect(served.visits).toEqual([]);
  }

  it('to a statement that was altered', async () => {
    const { compact } = await request({ documents: three });
    const [header, , signature] = compact.split('.');
    const changed = Buffer.from(JSON.stringify(aStatement(current({ documents: [aDocument({ label: 'Mortgage.pdf' })] })))).toString('base64url');
    const page = await visit(`#uid=${UID}&statement=${header}.${changed}.${signature}`);
    await refused(page, 'The request was altered');
    expect(await page.getByText('Mortgage').count()).toBe(0);
    await shoot(page, 'altered-en');
  });

  it('to a stranger’s statement under the pinned key’s name', async () => {
    const stranger = await statementSigner();
    await refused(await visit(`#uid=${UID}&statement=${await signed(stranger, aStatement(current()))}`), 'did not come from it');
  });

  it('to an address that names another place to go', async () => {
    const { fragment } = await request();
    await refused(await visit(`${fragment}&identity=https://evil.example`), 'The address of this page is incomplete');
  });

  it('to a visitor without a request, in French', async () => {
    const page = await visit('', { locale: 'fr' });
    await refused(page, 'Cette page ne s’ouvre que depuis une demande de signature ou d’approbation.');
    await shoot(page, 'no-request-fr');
  });

  it('when the time runs out while it is shown, and has warned before', async () => {
    const iat = Math.floor(Date.now() / 1000);
    const { fragment } = await request({ iat, exp: iat + 300 });
    // The browser's clock stands still until it is moved, so nothing here depends on how fast this machine is.
    const page = await visitor.visit(fragment, {}, (tab) => tab.clock.install({ time: iat * 1_000 }));
    await page.getByRole('checkbox').check();
    await page.clock.fastForward(230_000);
    expect(await page.getByRole('status').textContent()).not.toContain('one minute');
    // A browser wakes a page in the background seldom: the exact second is never seen.
    await page.clock.fastForward(20_000);
    await page.getByText('Less than one minute left to answer.').waitFor({ state: 'attached' });
    await page.clock.fastForward(60_000);
    await refused(page, 'The time to answer is over.');
  });

  it.each(['release.js', 'statement.js'])('when %s could not be loaded', async (name) => {
    const page = await visitor.visit((await request()).fragment, {}, (tab) => tab.route(`**/${name}`, (route) => route.abort()));
    visitor.offences.length = 0;
    await page.getByText('If this text stays, the page could not be loaded.').waitFor();
    expect(await page.locator('button:visible, a, input').count()).toBe(0);
  });

  it('when the next request in the same tab is a bad one', async () => {
    const page = await visit((await request()).fragment);
    await page.getByRole('checkbox').waitFor();
    await page.evaluate(() => (location.hash = '#uid=V1StGXR8_Z5jdHi6B-myT&statement=a.b.c'));
    await refused(page, 'not in the form');
  });
});

describe('the policy of the page', () => {
  it('lets no text become markup', async () => {
    const page = await visit((await request()).fragment);
    await page.getByRole('checkbox').waitFor();
    const outcome = await page.evaluate(() => {
      try {
        document.body.insertAdjacentHTML('beforeend', '<b>x</b>');
        return 'inserted';
      } catch (error) {
        return error instanceof Error ? error.name : 'refused';
      }
    });
    expect(outcome).toBe('TypeError');
    expect(visitor.offences.splice(0).join()).toContain('Trusted');
  });

  it('lets it speak to nobody', async () => {
    const page = await visit((await request()).fragment);
    await page.getByRole('checkbox').waitFor();
    expect(
      await page.evaluate(() =>
        fetch('/release.js').then(
          () => 'sent',
          () => 'refused',
        ),
      ),
    ).toBe('refused');
    expect(visitor.offences.splice(0).join()).toContain('Content Security Policy');
  });

  it('sets no cookie and stores nothing', async () => {
    const page = await visit((await request()).fragment);
    await page.getByRole('checkbox').waitFor();
    expect(await page.context().storageState()).toEqual({ cookies: [], origins: [] });
  });

  it('is sent with every answer of the origin, errors too', async () => {
    for (const path of ['/', '/main.js', '/style.css', '/release.js', '/icon.svg', '/nothing', '/health/ready']) {
      const { headers } = await fetch(`http://127.0.0.1:${new URL(served.origin).port}${path}`);
      expect(headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; script-src 'self' 'sha256-[^']+'; worker-src 'none'; .*frame-ancestors 'none'/,
      );
      expect([headers.get('x-frame-options'), headers.get('referrer-policy'), headers.get('x-content-type-options'), headers.get('cache-control')]).toEqual([
        'DENY',
        'no-referrer',
        'nosniff',
        'no-store',
      ]);
    }
  });
});
