import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { evidence as evidenceContract } from '@paraph/contracts';
import { activationChallenge, supervisorChallenge, toBase64Url } from '@paraph/kernel';
import type { Page } from 'playwright-core';
import { aPasskey, Authenticator, type TestPasskey } from './authenticator.js';
import { aRequest, carried, UID, Visitor } from './browser.js';
import { isBy } from './passkey-proof.js';
import { aSealingKey, type SealingKey } from './sealing-key.js';
import { ServedPage } from './served-page.js';
import { anId } from './statement-builder.js';

let served: ServedPage;
let visitor: Visitor;
let sealing: SealingKey;
const alice = aPasskey();
const notary = aPasskey();
const provider = 'https://idp.example/people';
const code = { channel: 'sms', hint: '••• 42' };
const supervisors = [
  { id: anId('apr', 'M'), name: 'Maître Morel', passkey: 'bW9yZWwtcGFzc2tleS1pZA' },
  { id: anId('apr', 'N'), name: 'Maître Noël', passkey: notary.id },
];

beforeAll(async () => {
  served = await ServedPage.start();
  visitor = await Visitor.arrive(served);
  sealing = await aSealingKey();
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

const request = (evidence: string[][], means: Record<string, unknown>) => aRequest(served, 'activation', { evidence, means, encryptionKey: sealing.key });
const passkeys = (...some: TestPasskey[]) => ({ passkeys: some.map(({ id }) => ({ id, transports: ['internal'] })) });
const hints = (values: Record<string, string>): string => `&${new URLSearchParams(values).toString()}`;

async function consent(page: Page): Promise<void> {
  await page.getByRole('checkbox').check();
}

const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name }).click();

describe('a signer signs with a passkey', () => {
  it('over exactly the challenge of what was shown', async () => {
    const { fragment, compact } = await request([['passkey']], passkeys(aPasskey(), alice));
    const page = await visitor.visit(fragment, {}, (tab) => Authenticator.plugInto(tab, [alice]));
    await consent(page);
    await press(page, 'Confirm with your passkey');
    const { path, challenge, act } = await carried(page, served);
    expect([path, challenge, act['kind']]).toEqual([`/interaction/${UID}/carry`, toBase64Url(activationChallenge(compact)), 'evidence']);
    const given = evidenceContract.parse(act['evidence']);
    expect(given.kind === 'passkey' && (await isBy(served, alice, given.assertion, challenge))).toBe(true);
  });

  it('but is asked for none before the box is ticked', async () => {
    const page = await visitor.visit((await request([['passkey']], passkeys(alice))).fragment, {}, (tab) => Authenticator.plugInto(tab, [alice]));
    await press(page, 'Confirm with your passkey');
    await page.getByText('Tick the box first').waitFor();
    expect([served.visits, await page.getByRole('button', { name: 'Confirm' }).isEnabled()]).toEqual([[], true]);
  });

  it('and not with somebody else’s', async () => {
    const page = await visitor.visit((await request([['passkey']], passkeys(alice))).fragment, {}, (tab) => Authenticator.plugInto(tab, [notary]));
    await consent(page);
    await press(page, 'Confirm with your passkey');
    await page.getByText('none of yours is on this device').waitFor();
    expect(served.visits).toEqual([]);
  });

  it('and not without proving who touches it, but then may try again', async () => {
    let authenticator: Authenticator | undefined;
    const { fragment } = await request([['passkey']], passkeys(alice));
    const page = await visitor.visit(fragment, {}, async (tab) => (authenticator = await Authenticator.plugInto(tab, [alice], { isUserVerified: false })));
    await consent(page);
    await press(page, 'Confirm with your passkey');
    await page.getByText('No passkey was given').waitFor();
    expect([served.visits, await page.getByRole('button', { name: 'Confirm' }).evaluate((one) => one === document.activeElement)]).toEqual([[], true]);
    await authenticator?.verifyUser(true);
    await press(page, 'Confirm with your passkey');
    expect((await carried(page, served)).act['kind']).toBe('evidence');
  });

  it('or gives up while it blinks, and nothing is left on', async () => {
    const { fragment } = await request([['passkey'], ['oidc']], { ...passkeys(alice), provider });
    const page = await visitor.visit(fragment, {}, async (tab) => (await Authenticator.plugInto(tab, [alice])).answer(false));
    await consent(page);
    await press(page, 'Confirm with your passkey');
    await page.getByText('Waiting for your passkey…').waitFor({ state: 'attached' });
    expect(await page.getByRole('button', { name: 'Refuse' }).isDisabled()).toBe(true);
    // Drawn anew, the view stops what the one before had begun.
    await press(page, 'Français');
    await page.getByRole('button', { name: 'Refuser' }).waitFor();
    expect([await page.getByRole('checkbox').isChecked(), served.visits]).toEqual([false, []]);
  });

  it('and where the browser has none, the other way is still there', async () => {
    const { fragment } = await request([['passkey'], ['oidc']], { ...passkeys(alice), provider });
    const page = await visitor.visit(fragment, {}, (tab) => tab.addInitScript(() => Reflect.deleteProperty(window, 'PublicKeyCredential')));
    await page.getByText('This browser cannot use passkeys.').waitFor();
    expect(await page.getByRole('radio', { name: 'Your passkey' }).isDisabled()).toBe(true);
    await consent(page);
    await press(page, 'Continue to idp.example');
    expect((await carried(page, served)).act).toEqual({ kind: 'begin', means: 'oidc' });
  });

  it('and where there is no other way, can only refuse', async () => {
    const { fragment } = await request([['passkey']], passkeys(alice));
    const page = await visitor.visit(fragment, {}, (tab) => tab.addInitScript(() => Reflect.deleteProperty(window, 'PublicKeyCredential')));
    await page.getByText('None of the ways to confirm is possible here.').waitFor();
    expect(await page.locator('main').getByRole('button').allTextContents()).toEqual(['Refuse']);
  });
});

describe('a signer signs with a code', () => {
  it('that is sent on request, typed, and sealed for the SAM alone', async () => {
    const { fragment, compact } = await request([['one-time-code']], { code });
    const page = await visitor.visit(fragment);
    await consent(page);
    await press(page, 'Send the code');
    expect((await carried(page, served)).act).toEqual({ kind: 'begin', means: 'one-time-code' });

    await visitor.comeBack(page, fragment + hints({ sent: 'sms:••• 42' }));
    await page.getByText('You agreed to this at').waitFor();
    const field = page.getByLabel('Code from the message');
    expect([await field.getAttribute('autocomplete'), await field.getAttribute('inputmode')]).toEqual(['one-time-code', 'numeric']);
    await field.fill('482 913');
    await page.keyboard.press('Enter');
    const { act, challenge } = await carried(page, served);
    const given = evidenceContract.parse(act['evidence']);
    expect(given.kind === 'one-time-code' && (await sealing.open(given.sealed))).toEqual({
      challenge: toBase64Url(activationChallenge(compact)),
      kind: 'one-time-code',
      value: '482913',
    });
    expect(challenge).toBe(toBase64Url(activationChallenge(compact)));
    expect(page.url()).not.toContain('482913');
  });

  it('and what was typed stays nowhere behind', async () => {
    const { fragment } = await request([['one-time-code']], { code });
    // Identity does not answer, so the page that was left is still there to be looked at.
    const page = await visitor.visit(fragment + hints({ sent: 'sms:••• 42' }), {}, (tab) =>
      tab.route(/identity\.localhost/, (route) => route.abort('aborted')),
    );
    await consent(page);
    await page.getByLabel('Code from the message').fill('482913');
    await press(page, 'Confirm with this code');
    await page.getByText('One moment…').waitFor({ state: 'attached' });
    const left = await page.evaluate(() => ({
      document: document.documentElement.outerHTML + [...document.querySelectorAll('input')].map(({ value }) => value).join(),
      storage: JSON.stringify([{ ...window.localStorage }, { ...window.sessionStorage }]),
    }));
    expect([left.document.includes('482913'), left.storage.includes('482913'), left.document.includes('<input')]).toEqual([false, false, false]);
  });

  it('or asks for another one', async () => {
    const { fragment } = await request([['one-time-code']], { code });
    const page = await visitor.visit(fragment + hints({ sent: 'sms:••• 42', again: 'evidence.invalid' }));
    await page.getByText('That did not prove that it was you.').first().waitFor();
    await consent(page);
    await press(page, 'Send another code');
    expect((await carried(page, served)).act).toEqual({ kind: 'begin', means: 'one-time-code' });
  });

  it.each(['', '12345', '1234567', 'abcdef', '12 34'])('but %j is none, and the field says so', async (typed) => {
    const page = await visitor.visit((await request([['one-time-code']], { code })).fragment + hints({ sent: 'sms:••• 42' }));
    await consent(page);
    const field = page.getByLabel('Code from the message');
    await field.fill(typed);
    await press(page, 'Confirm with this code');
    await page.getByText('Type the six digits of the code.').waitFor();
    const described = await field.evaluate((one) => [
      one === document.activeElement,
      one.getAttribute('aria-invalid'),
      document.getElementById(one.getAttribute('aria-describedby') ?? '')?.textContent,
    ]);
    expect([described, served.visits]).toEqual([[true, 'true', 'Type the six digits of the code.'], []]);
  });

  it('under a supervisor’s eyes, whose passkey answers a challenge of its own', async () => {
    const { fragment, compact } = await request([['supervised-code']], { code, supervisors });
    const page = await visitor.visit(fragment + hints({ sent: 'sms:••• 42' }), {}, (tab) => Authenticator.plugInto(tab, [notary]));
    await consent(page);
    await page.getByLabel('Code from the message').fill('482913');
    await press(page, 'Confirm with the supervisor’s passkey');
    await page.getByText('Choose who supervises.').waitFor();
    await page.getByRole('radio', { name: 'Maître Noël' }).check();
    await press(page, 'Confirm with the supervisor’s passkey');
    const given = evidenceContract.parse((await carried(page, served)).act['evidence']);
    if (given.kind !== 'supervised-code') throw new Error(given.kind);
    const challenge = activationChallenge(compact);
    expect(await sealing.open(given.sealed)).toEqual({ challenge: toBase64Url(challenge), kind: 'supervised-code', value: '482913' });
    expect(given.supervisor.approverId).toBe(anId('apr', 'N'));
    expect(await isBy(served, notary, given.supervisor.assertion, toBase64Url(supervisorChallenge(challenge)))).toBe(true);
    await expect(isBy(served, notary, given.supervisor.assertion, toBase64Url(challenge))).rejects.toThrow('challenge');
  });
});

describe('a signer signs with several means', () => {
  it('one after the other, what can be guessed last', async () => {
    const { fragment, compact } = await request([['pin', 'passkey', 'totp']], passkeys(alice));
    const page = await visitor.visit(fragment, {}, (tab) => Authenticator.plugInto(tab, [alice]));
    const steps = () => page.getByRole('list', { name: 'Steps' }).getByRole('listitem').allTextContents();
    expect(await steps()).toEqual(['Your passkey now', 'Code from your authenticator app next', 'Your PIN next']);
    await consent(page);
    await press(page, 'Confirm with your passkey');
    await carried(page, served);

    await visitor.comeBack(page, fragment + hints({ given: 'passkey' }));
    await page.getByLabel('Code from your authenticator app').fill('000 111');
    expect(await steps()).toEqual(['Your passkey done', 'Code from your authenticator app now', 'Your PIN next']);
    await press(page, 'Confirm with this code');
    const totp = evidenceContract.parse((await carried(page, served)).act['evidence']);

    await visitor.comeBack(page, fragment + hints({ given: 'passkey,totp' }));
    await page.getByLabel('PIN').fill('471103');
    await press(page, 'Confirm with this PIN');
    const pin = evidenceContract.parse((await carried(page, served)).act['evidence']);
    const challenge = toBase64Url(activationChallenge(compact));
    expect([totp.kind === 'totp' && (await sealing.open(totp.sealed)), pin.kind === 'pin' && (await sealing.open(pin.sealed))]).toEqual([
      { challenge, kind: 'totp', value: '000111' },
      { challenge, kind: 'pin', value: '471103' },
    ]);
  });

  it('of their own choice, which this tab remembers', async () => {
    const evidence = [['passkey'], ['one-time-code', 'pin'], ['order']];
    const { fragment } = await request(evidence, { ...passkeys(alice), code });
    const page = await visitor.visit(fragment);
    const option = page.getByRole('radio', { name: 'Code by SMS to ••• 42 and your PIN' });
    expect(await page.getByRole('group', { name: 'How do you want to confirm?' }).getByRole('radio').count()).toBe(3);
    expect(await page.getByRole('radio', { name: 'Order signed by the application' }).isDisabled()).toBe(true);
    await option.check();
    await consent(page);
    await press(page, 'Send the code');
    await carried(page, served);
    await visitor.comeBack(page, fragment + hints({ again: 'message.undeliverable' }));
    await page.getByText('The code could not be sent.').first().waitFor();
    expect(await option.isChecked()).toBe(true);
  });

  it('and is asked anew for another request in the same tab', async () => {
    const page = await visitor.visit((await request([['oidc']], { provider })).fragment);
    await consent(page);
    await press(page, 'Continue');
    await carried(page, served);
    await visitor.comeBack(page, (await aRequest(served, 'activation', { nonce: 'YW5vdGhlci1ub25jZS1oZXJl' })).fragment);
    expect(await page.getByRole('checkbox').isChecked()).toBe(false);
  });
});

describe('coming back with the end of the last try', () => {
  it.each([
    ['evidence.locked', 'this means is locked', 'ce moyen est bloqué'],
    ['evidence.too_many_codes', 'No further code is sent for now', 'Aucun autre code n’est envoyé'],
    ['hsm.unavailable', 'The signature service had a fault', 'Le service de signature a eu une panne'],
  ])('%s is told in words, in the language of the application', async (again, english, french) => {
    const { fragment } = await request([['oidc']], { provider });
    const page = await visitor.visit(fragment + hints({ again, lang: 'fr' }));
    await page.locator('main').getByText(french).waitFor();
    expect(await page.getByRole('status').first().textContent()).toContain(french);
    await press(page, 'English');
    await page.locator('main').getByText(english).waitFor();
    // What the person chose counts from then on, also when identity says otherwise.
    await visitor.comeBack(page, fragment + hints({ lang: 'fr' }));
    await page.getByRole('heading', { name: 'Sign this document?' }).waitFor();
  });
});
