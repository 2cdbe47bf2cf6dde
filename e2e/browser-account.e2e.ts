/** People in a real browser who look after their certificates. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Authenticator } from '../apps/approval/test/authenticator.ts';
import { totp } from '../apps/approval/src/page/sealed/totp.js';
import { Application, digestOf } from './harness/application.ts';
import { signInAs } from './harness/browser.ts';
import { enrolSigner } from './harness/enrolment.ts';
import { ECDSA_SHA256, origin, person } from './harness/stack.ts';
import { back, consent, goOn, shoot, signedBy, signerOf, Visits } from './harness/visits.ts';

const application = new Application();
const bob = person('bob');
const PIN = '493817';
let visits: Visits;

beforeAll(async () => void (visits = await Visits.open()));
afterAll(() => visits.close());

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

  it('see what they signed and for whom, and take a means away with evidence of the others', async () => {
    const { page, context, complaints } = await visits.begin();
    const authenticator = await Authenticator.plugInto(page);
    const { credentialId } = await enrolSigner({
      name: 'Bob with all he needs',
      algorithm: 'p256',
      provider: origin('idp'),
      signerId: signerOf('bob'),
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
    expect(await signedBy(application, page, { pushed, credentialId, hash })).toBe(200);

    await openOwn(page, credentialId);
    await page.getByText('will.pdf').first().waitFor({ state: 'attached' });
    await shoot(page, 'account-certificate');

    // A means is taken away with evidence of the others.
    await page.getByRole('button', { name: /^Remove PIN/ }).click();
    await page.waitForURL(`${origin('approval')}/**`);
    await page.getByRole('checkbox').check();
    await page.getByRole('radio').first().check();
    await shoot(page, 'change-remove');
    await goOn(page);
    await page.waitForURL(`${origin('identity')}/change/*/done**`);
    await shoot(page, 'change-done');
    expect(complaints).toEqual([]);
    await context.close();
  }, 60_000);

  it('stop a certificate at once, and let it sign again with evidence', async () => {
    const { page, context, complaints } = await visits.begin();
    const { credentialId } = await enrolSigner({
      name: 'Bob, to be stopped',
      algorithm: 'p256',
      provider: origin('idp'),
      person: bob,
      signerId: signerOf('bob'),
    });
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
