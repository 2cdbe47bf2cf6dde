import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { registrations as registrationsContract, type Registration } from '@paraph/contracts';
import { enrolmentChallenge, toBase64Url } from '@paraph/kernel';
import { Secret, TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { Authenticator } from './authenticator.js';
import { aRequest, carried, Visitor } from './browser.js';
import { registeredKey } from './passkey-proof.js';
import { aSealingKey, type SealingKey } from './sealing-key.js';
import { ServedPage } from './served-page.js';
import { anId } from './statement-builder.js';

let served: ServedPage;
let visitor: Visitor;
let sealing: SealingKey;

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

const BASE = `/enrolment/${anId('enr')}`;
const enrolment = (register: string[]) => aRequest(served, 'enrolment', { register, encryptionKey: sealing.key });
const withPasskey = (fragment: string): Promise<Page> => visitor.visit(fragment, {}, (tab) => Authenticator.plugInto(tab));
const go = (page: Page): Promise<void> => page.getByRole('button', { name: 'Register and continue' }).click();

async function made(page: Page, secret: string): Promise<string> {
  const shown = (await page.locator('.secret').textContent())?.replaceAll(' ', '') ?? '';
  expect(secret === '' || shown === secret).toBe(true);
  return shown;
}

const codeOf = (secret: string): string => new TOTP({ secret: Secret.fromBase32(secret) }).generate();

async function registered(page: Page): Promise<{ challenge: string; list: Registration[] }> {
  const { path, challenge, act } = await carried(page, served);
  expect([path, act['kind']]).toEqual([`${BASE}/carry`, 'register']);
  return { challenge, list: registrationsContract.parse(JSON.parse(String(act['registrations']))) };
}

describe('a person takes possession of a key', () => {
  it('by accepting the terms, which are there in full', async () => {
    const { fragment, compact } = await enrolment([]);
    const page = await visitor.visit(fragment);
    await page.getByRole('heading', { name: 'Terms, version 2026-1' }).waitFor();
    expect(await page.getByText('You tell us at once when one is lost.').isVisible()).toBe(true);
    await page.getByRole('button', { name: 'Continue to idp.example' }).click();
    await page.getByText('Tick the box first if you accept the terms.').waitFor();
    expect(served.visits).toEqual([]);
    await page.getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Continue to idp.example' }).click();
    expect(await carried(page, served)).toEqual({ path: `${BASE}/carry`, challenge: toBase64Url(enrolmentChallenge(compact)), act: { kind: 'accept' } });
  });

  it('or refuses', async () => {
    const page = await visitor.visit((await enrolment(['pin'])).fragment);
    await page.getByRole('button', { name: 'Refuse' }).click();
    expect((await carried(page, served)).act).toEqual({ kind: 'refuse' });
  });

  it('with a passkey, a PIN and an authenticator app, each for the SAM alone', async () => {
    const { fragment, compact } = await enrolment(['passkey', 'pin', 'totp']);
    const page = await withPasskey(fragment);
    await page.getByRole('checkbox').check();
    const secret = await made(page, '');
    expect(await page.getByRole('link').getAttribute('href')).toMatch(new RegExp(`^otpauth://totp/Paraph%3Acred_AAAAAA\\?secret=${secret}&issuer=Paraph$`));
    await page.getByLabel('New PIN', { exact: true }).fill('482913');
    await page.getByLabel('New PIN once more').fill('482913');
    await page.getByLabel('First code').fill(codeOf(secret));
    await go(page);

    const { challenge, list } = await registered(page);
    expect(challenge).toBe(toBase64Url(enrolmentChallenge(compact)));
    const [passkey, pin, totp] = list;
    if (passkey?.kind !== 'passkey' || pin?.kind !== 'pin' || totp?.kind !== 'totp') throw new Error(list.map(({ kind }) => kind).join());
    expect((await registeredKey(served, passkey, challenge)).id).toBe(passkey.id);
    expect(passkey.transports).toEqual(['internal']);
    expect(await sealing.open(pin.sealed)).toEqual({ challenge, kind: 'pin', value: '482913' });
    expect(await sealing.open(totp.secret)).toEqual({ challenge, kind: 'totp-secret', value: secret });
    expect((await sealing.open(totp.code)).kind).toBe('totp');
    const link = page.url();
    expect([link.includes('482913'), link.includes(secret)]).toEqual([false, false]);
  });

  it('keeps what they put into their app when they change the language', async () => {
    const page = await visitor.visit((await enrolment(['totp'])).fragment);
    const secret = await made(page, '');
    expect(Buffer.from(Secret.fromBase32(secret).bytes)).toHaveLength(20);
    await page.getByRole('button', { name: 'Français' }).click();
    await page.getByLabel('Premier code').waitFor();
    await made(page, secret);
    await page.reload();
    await page.getByLabel('First code').or(page.getByLabel('Premier code')).waitFor();
    expect((await page.locator('.secret').textContent())?.replaceAll(' ', '')).not.toBe(secret);
  });
});

describe('nothing is registered', () => {
  it.each([
    ['with a short PIN', '12345', '12345', 'Choose 6 to 12 digits.'],
    ['with letters in the PIN', 'abcdef', 'abcdef', 'Choose 6 to 12 digits.'],
    ['with a PIN in a row', '123456', '123456', 'That is too easy to guess.'],
    ['with two different PINs', '482913', '482931', 'The two PINs are not the same.'],
  ])('%s', async (_, pin, again, words) => {
    const page = await withPasskey((await enrolment(['passkey', 'pin'])).fragment);
    await page.getByRole('checkbox').check();
    await page.getByLabel('New PIN', { exact: true }).fill(pin);
    await page.getByLabel('New PIN once more').fill(again);
    await go(page);
    await page.getByText(words).waitFor();
    expect(served.visits).toEqual([]);
  });

  it('with a code of another secret, before a passkey is made in vain', async () => {
    let authenticator: Authenticator | undefined;
    const page = await visitor.visit((await enrolment(['passkey', 'totp'])).fragment, {}, async (tab) => (authenticator = await Authenticator.plugInto(tab)));
    await page.getByRole('checkbox').check();
    const secret = await made(page, '');
    const wrong = String((Number(codeOf(secret)) + 1) % 1_000_000).padStart(6, '0');
    await page.getByLabel('First code').fill(wrong);
    await go(page);
    await page.getByText('That is not a code of this secret.').waitFor();
    expect([served.visits, await authenticator?.credentialCount()]).toEqual([[], 0]);
    await page.getByLabel('First code').fill(codeOf(secret));
    await go(page);
    await registered(page);
  });

  it('where the browser makes no passkeys', async () => {
    const page = await visitor.visit((await enrolment(['passkey'])).fragment, {}, (tab) =>
      tab.addInitScript(() => Reflect.deleteProperty(window, 'PublicKeyCredential')),
    );
    await page.getByText('This browser cannot make passkeys.').waitFor();
    expect(await page.locator('main').getByRole('button').allTextContents()).toEqual(['Refuse']);
  });
});
