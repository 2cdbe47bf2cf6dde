/** One authorisation by a person in a real browser: application → identity → approval page → identity provider → application. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Application, digestOf } from './harness/application.ts';
import { signInAs } from './harness/browser.ts';
import { enrolSigner } from './harness/enrolment.ts';
import { opensslAccepts } from './harness/openssl.ts';
import { credentialOf, ECDSA_SHA256, origin, person } from './harness/stack.ts';
import { shoot, Visits } from './harness/visits.ts';

const application = new Application();
const alice = person('alice');
const ec = credentialOf('alice', 'p256');
let visits: Visits;

beforeAll(async () => void (visits = await Visits.open()));
afterAll(() => visits.close());

describe('a person in a browser', () => {
  it.each([
    ['en-GB', 'Continue', 'lease-en.pdf'],
    ['fr-FR', 'Continuer', 'bail-fr.pdf'],
  ])('reads (%s), approves and signs in; the application can then sign', async (locale, proceed, label) => {
    const hash = digestOf(label);
    const pushed = await application.push({ credentialId: ec, hashes: [hash], labels: [label] });
    const { page, complaints } = await visits.begin(locale);
    await page.goto(pushed.url);
    await page.waitForURL(`${origin('approval')}/**`);
    await page.getByText(label).waitFor();
    expect(await page.locator('input[type=checkbox]').isChecked()).toBe(false);
    await shoot(page, `approval-${locale}`);
    await page.locator('input[type=checkbox]').check();
    await page.getByRole('button', { name: proceed }).click();
    await page.waitForURL(`${origin('idp')}/**`);
    await shoot(page, `identity-provider-${locale}`);
    await signInAs(page, alice.login, alice.password);
    await page.waitForURL(`${application.client.redirectUri}**`);
    expect(complaints).toEqual([]);
    const answer = await application.redeem(pushed, new URL(page.url()));
    const signed = await application.sign(String(answer.json?.['access_token']), { credentialID: ec, hashes: [hash], signAlgo: ECDSA_SHA256 });
    const info = await application.csc('credentials/info', { credentialID: ec }, await application.serviceToken());
    const certificate = (info.json?.['cert'] as { certificates: string[] }).certificates[0] ?? '';
    expect(opensslAccepts(certificate, hash, (signed.json?.['signatures'] as string[])[0] ?? '')).toBe(true);
    await page.context().close();
  });

  it('approves as many documents as one authorisation may have, and all are signed in one call', async () => {
    const hashes = Array.from({ length: 400 }, (_, index) => digestOf(`contract ${index}`));
    const pushed = await application.push({ credentialId: ec, hashes });
    const { page, complaints } = await visits.begin();
    await page.goto(pushed.url);
    await page.getByText('document 400', { exact: true }).waitFor();
    await page.locator('input[type=checkbox]').check();
    await page.getByRole('button', { name: 'Continue' }).click();
    await signInAs(page, alice.login, alice.password);
    await page.waitForURL(`${application.client.redirectUri}**`);
    expect(complaints).toEqual([]);
    const answer = await application.redeem(pushed, new URL(page.url()));
    const signed = await application.sign(String(answer.json?.['access_token']), { credentialID: ec, hashes, signAlgo: ECDSA_SHA256 });
    expect(new Set(signed.json?.['signatures'] as string[]).size).toBe(400);
    await page.context().close();
  });

  it('is not even asked when there are more', async () => {
    const hashes = Array.from({ length: 401 }, (_, index) => digestOf(`contract ${index}`));
    const refused = await application.push({ credentialId: ec, hashes }).catch((error: unknown) => String(error));
    expect(refused).toMatch(/400/);
  });

  it('refuses, and the application is told so', async () => {
    const pushed = await application.push({ credentialId: ec, hashes: [digestOf('no')] });
    const { page } = await visits.begin();
    await page.goto(pushed.url);
    await page.getByRole('button', { name: 'Refuse' }).click();
    await page.waitForURL(`${application.client.redirectUri}**`);
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toMatchObject({ error: 'access_denied', state: pushed.state });
    await page.context().close();
  });

  it('is not asked twice for one request: the address does not work again', async () => {
    const pushed = await application.push({ credentialId: ec, hashes: [digestOf('twice')] });
    const { page } = await visits.begin();
    await page.goto(pushed.url);
    await page.getByRole('button', { name: 'Refuse' }).click();
    await page.waitForURL(`${application.client.redirectUri}**`);
    const again = await page.goto(pushed.url);
    expect(new URL(page.url()).searchParams.get('code')).toBeNull();
    expect(again?.status()).not.toBe(500);
    await page.context().close();
  });

  it('enrols by accepting terms that are not accepted for them', async () => {
    const { page, complaints } = await visits.begin();
    const enrolled = enrolSigner({
      name: 'Alice in a browser',
      algorithm: 'p384',
      provider: origin('idp'),
      walk: async (url) => {
        await page.goto(url);
        expect(await page.locator('input[type=checkbox]').isChecked()).toBe(false);
        await shoot(page, 'enrolment-en');
        await page.locator('input[type=checkbox]').check();
        await page.locator('#proceed').click();
        await signInAs(page, alice.login, alice.password);
        await page.waitForURL(`${origin('identity')}/**`);
        await page.locator('h1').waitFor();
        await shoot(page, 'enrolled-en');
      },
    });
    const { credentialId } = await enrolled;
    expect(complaints).toEqual([]);
    const info = await application.csc('credentials/info', { credentialID: credentialId }, await application.serviceToken());
    expect(info.json?.['key']).toMatchObject({ status: 'enabled', len: 384 });
    await page.context().close();
  });

  it('sees everything of the stack on one page', async () => {
    const { page, complaints } = await visits.begin();
    await page.goto(origin('start'));
    await shoot(page, 'start');
    expect(complaints).toEqual([]);
    expect(await page.getByRole('link').count()).toBeGreaterThan(5);
    await page.context().close();
  });
});
