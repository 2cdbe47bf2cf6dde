import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { evidence as evidenceContract, registrations as registrationsContract } from '@paraph/contracts';
import { changeChallenge, fromBase64Url, meansChallenge, sha256, toBase64Url } from '@paraph/kernel';
import type { Page } from 'playwright-core';
import { aPasskey, Authenticator } from './authenticator.js';
import { aRequest, carried, Visitor } from './browser.js';
import { isBy, registeredKey } from './passkey-proof.js';
import { aSealingKey, type SealingKey } from './sealing-key.js';
import { ServedPage } from './served-page.js';
import { anId } from './statement-builder.js';

let served: ServedPage;
let visitor: Visitor;
let sealing: SealingKey;
const alice = aPasskey();

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

const BASE = `/change/${anId('chg')}`;
const means = { passkeys: [{ id: alice.id, transports: ['internal'] }] };
const change = (act: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  aRequest(served, 'change', {
    change: act,
    evidence: [['passkey'], ['pin']],
    means,
    encryptionKey: sealing.key,
    ...(act['act'] === 'remove-means' && { removed: { kind: 'passkey', hint: 'oRJ3Kw15' } }),
    ...more,
  });
const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name }).click();
const offer = (registrations: string): string => `&offered=${toBase64Url(sha256(registrations))}`;

/** Registers a PIN in a tab and answers the text that was carried. */
async function registerPin(page: Page): Promise<string> {
  await page.getByRole('checkbox').check();
  await page.getByLabel('New PIN', { exact: true }).fill('482913');
  await page.getByLabel('New PIN once more').fill('482913');
  await press(page, 'Register and continue');
  return String((await carried(page, served)).act['registrations']);
}

describe('a signer adds a means', () => {
  it('by registering it and then confirming exactly that with an older one', async () => {
    const { fragment, compact } = await change({ act: 'add-means', kind: 'pin' });
    const page = await visitor.visit(fragment, {}, (tab) => Authenticator.plugInto(tab, [alice]));
    await page.getByText('The new means counts 2 days after you have confirmed.').waitFor();
    const text = await registerPin(page);
    const challenge = changeChallenge(compact);
    const [pin] = registrationsContract.parse(JSON.parse(text));
    expect(pin?.kind === 'pin' && (await sealing.open(pin.sealed))).toEqual({ challenge: toBase64Url(challenge), kind: 'pin', value: '482913' });

    await visitor.comeBack(page, fragment + offer(text));
    await page.getByText('You registered it in this tab just now.').waitFor();
    await press(page, 'Confirm with your passkey');
    const { act, path, challenge: stands } = await carried(page, served);
    expect([path, stands]).toEqual([`${BASE}/carry`, toBase64Url(challenge)]);
    const given = evidenceContract.parse(act['evidence']);
    if (given.kind !== 'passkey') throw new Error(given.kind);
    expect(await isBy(served, alice, given.assertion, toBase64Url(meansChallenge(challenge, text)))).toBe(true);
    await expect(isBy(served, alice, given.assertion, toBase64Url(challenge))).rejects.toThrow('challenge');
  });

  it('that is typed over the challenge that commits to it as well', async () => {
    const { fragment, compact } = await change({ act: 'add-means', kind: 'pin' }, { evidence: [['pin']], means: {} });
    const page = await visitor.visit(fragment);
    const text = await registerPin(page);
    await visitor.comeBack(page, fragment + offer(text));
    await page.getByLabel('PIN').fill('111103');
    await press(page, 'Confirm with this PIN');
    const given = evidenceContract.parse((await carried(page, served)).act['evidence']);
    const challenge = toBase64Url(meansChallenge(changeChallenge(compact), text));
    expect(given.kind === 'pin' && (await sealing.open(given.sealed))).toEqual({ challenge, kind: 'pin', value: '111103' });
  });

  it('as a second passkey, on a device that holds none of them yet', async () => {
    const { fragment } = await change({ act: 'add-means', kind: 'passkey' });
    const page = await visitor.visit(fragment, {}, (tab) => Authenticator.plugInto(tab));
    await page.getByRole('checkbox').check();
    await press(page, 'Register and continue');
    const { act, challenge } = await carried(page, served);
    const [passkey] = registrationsContract.parse(JSON.parse(String(act['registrations'])));
    if (!passkey) throw new Error('nothing registered');
    expect((await registeredKey(served, passkey, challenge)).id).not.toBe(alice.id);
  });

  it('but not twice on the same device', async () => {
    const page = await visitor.visit((await change({ act: 'add-means', kind: 'passkey' })).fragment, {}, (tab) => Authenticator.plugInto(tab, [alice]));
    await page.getByRole('checkbox').check();
    await press(page, 'Register and continue');
    await page.getByText('This device already holds a passkey for this certificate.').waitFor();
    expect(served.visits).toEqual([]);
  });
});

describe('a signer is not asked to confirm', () => {
  async function refused(page: Page): Promise<void> {
    await page.getByText('not the one you registered in this tab just now').waitFor();
    expect([await page.locator('main').locator('button, a, input').count(), served.visits]).toEqual([0, []]);
  }

  it('what others registered in their place', async () => {
    const { fragment } = await change({ act: 'add-means', kind: 'pin' });
    const page = await visitor.visit(fragment);
    await registerPin(page);
    served.visits.length = 0;
    await visitor.comeBack(page, fragment + offer('[{"kind":"pin","sealed":"of somebody else"}]'));
    await refused(page);
  });

  it('what nobody registered in this tab', async () => {
    await refused(await visitor.visit((await change({ act: 'add-means', kind: 'pin' })).fragment + offer('[]')));
  });

  it('what they registered for another change', async () => {
    const page = await visitor.visit((await change({ act: 'add-means', kind: 'pin' })).fragment);
    const text = await registerPin(page);
    served.visits.length = 0;
    await visitor.comeBack(page, (await change({ act: 'add-means', kind: 'pin' }, { jti: anId('chg', 'B') })).fragment + offer(text));
    await refused(page);
  });

  it('with a passkey before the box is ticked', async () => {
    const page = await visitor.visit((await change({ act: 'resume' })).fragment, {}, (tab) => Authenticator.plugInto(tab, [alice]));
    await press(page, 'Confirm with your passkey');
    await page.getByText('Tick the box first').waitFor();
    expect(served.visits).toEqual([]);
  });
});

describe('a signer', () => {
  it.each([
    ['takes a means away', { act: 'remove-means', meansId: anId('mns') }, 'Remove a means from your signing key?'],
    ['lets the key sign again', { act: 'resume' }, 'Let your signing key sign again?'],
    ['has the key destroyed', { act: 'destroy' }, 'Destroy your signing key for good?'],
  ])('%s, with evidence at once', async (_, act, title) => {
    const { fragment, compact } = await change(act);
    const page = await visitor.visit(fragment, {}, (tab) => Authenticator.plugInto(tab, [alice]));
    await page.getByRole('heading', { name: title }).waitFor();
    await page.getByRole('checkbox').check();
    await press(page, 'Confirm with your passkey');
    const given = evidenceContract.parse((await carried(page, served)).act['evidence']);
    expect(given.kind === 'passkey' && (await isBy(served, alice, given.assertion, toBase64Url(changeChallenge(compact))))).toBe(true);
  });

  it('is told in both languages that a destruction cannot be undone, before anything can be confirmed', async () => {
    const { fragment } = await change({ act: 'destroy' });
    const page = await visitor.visit(fragment, {}, (tab) => Authenticator.plugInto(tab, [alice]));
    await page.getByText('nobody can bring it back').waitFor();
    await press(page, 'Confirm with your passkey');
    await page.getByText('Tick the box first').waitFor();
    await page.getByLabel('I understand that this cannot be undone, and want the key to be destroyed for good.').check();
    expect(served.visits).toEqual([]);
    const french = await visitor.visit(`${fragment}&lang=fr`);
    await french.getByText('personne ne pourra la rétablir').waitFor();
    await french.getByText('Je comprends que c’est irréversible').waitFor();
  });

  it('of a change that is part of an application’s request is led back to that request', async () => {
    const { fragment } = await change({ act: 'destroy' });
    const page = await visitor.visit(`${fragment}&uid=V1StGXR8_Z5jdHi6B-myT`, {}, (tab) => Authenticator.plugInto(tab, [alice]));
    await page.getByRole('checkbox').check();
    await press(page, 'Confirm with your passkey');
    expect((await carried(page, served)).path).toBe('/interaction/V1StGXR8_Z5jdHi6B-myT/carry');
  });

  it('who came by a link is led back to the activation', async () => {
    const { fragment } = await aRequest(served, 'activation', { evidence: [['passkey']], means, encryptionKey: sealing.key });
    const page = await visitor.visit(fragment.replace(/uid=[^&]*&/, ''), {}, (tab) => Authenticator.plugInto(tab, [alice]));
    await page.getByRole('checkbox').check();
    await press(page, 'Confirm with your passkey');
    expect((await carried(page, served)).path).toBe(`/activation/${anId('act')}/carry`);
  });

  it('refuses a change, and that is carried with the challenge of what was shown', async () => {
    const { fragment, compact } = await change({ act: 'resume' });
    const page = await visitor.visit(fragment);
    await press(page, 'Refuse');
    const { challenge, act } = await carried(page, served);
    expect([fromBase64Url(challenge), act]).toEqual([changeChallenge(compact), { kind: 'refuse' }]);
  });
});
