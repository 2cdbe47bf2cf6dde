/** People in a real browser with each means: passkey, code by SMS, PIN; who refuse, who come too late. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Authenticator } from '../apps/approval/test/authenticator.ts';
import { Application, digestOf } from './harness/application.ts';
import { signInAs } from './harness/browser.ts';
import { enrolSigner } from './harness/enrolment.ts';
import { codeReader } from './harness/means.ts';
import { origin, person } from './harness/stack.ts';
import { back, consent, goOn, shoot, signedBy, signerOf, Visits } from './harness/visits.ts';

const application = new Application();
const bob = person('bob');
const readCode = codeReader('+33639980102');
const PIN = '493817';
let visits: Visits;

beforeAll(async () => void (visits = await Visits.open()));
afterAll(() => visits.close());

describe('a person with a passkey', () => {
  it.each(['en-GB', 'fr-FR'])('registers it at the enrolment, and signs with it and nothing else (%s)', async (locale) => {
    const { page, context, complaints } = await visits.begin(locale);
    const authenticator = await Authenticator.plugInto(page);
    const { credentialId } = await enrolSigner({
      name: 'Bob and his key',
      algorithm: 'p256',
      provider: origin('idp'),
      signerId: signerOf('bob'),
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
    expect(await signedBy(application, page, { pushed, credentialId, hash })).toBe(200);
    await context.close();
  });

  it('who turns away from the authenticator is told so, and may try again or refuse', async () => {
    const { page, context } = await visits.begin();
    const authenticator = await Authenticator.plugInto(page);
    const { credentialId } = await enrolSigner({
      name: 'Bob, undecided',
      algorithm: 'p256',
      provider: origin('idp'),
      signerId: signerOf('bob'),
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
    const { page, context, complaints } = await visits.begin();
    ({ credentialId } = await enrolSigner({
      name: 'Bob and his telephone',
      algorithm: 'p256',
      provider: origin('idp'),
      signerId: signerOf('bob'),
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
    expect(await signedBy(application, page, { pushed, credentialId, hash })).toBe(200);
    await context.close();
  });

  it('mistypes the code, is told so in words, and still gets there', async () => {
    const { page, context } = await visits.begin();
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
    expect(await signedBy(application, page, { pushed, credentialId, hash })).toBe(200);
    await context.close();
  });

  it('sees the message on the phone of the sandbox', async () => {
    const { page, context, complaints } = await visits.begin();
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
      signerId: signerOf('bob'),
    });
    const { page, context } = await visits.begin();
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
