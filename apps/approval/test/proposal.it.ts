import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { approver as approverContract, evidence as evidenceContract } from '@paraph/contracts';
import { proposalChallenge, sha256Hex, toBase64Url } from '@paraph/kernel';
import type { Page } from 'playwright-core';
import { anAct } from './acts.js';
import { aPasskey, Authenticator } from './authenticator.js';
import { aRequest, carried, Visitor } from './browser.js';
import { isBy } from './passkey-proof.js';
import { ServedPage } from './served-page.js';
import { anId } from './statement-builder.js';

let served: ServedPage;
let visitor: Visitor;
const [beatrice, stranger] = [aPasskey(), aPasskey()];
const approvers = [
  { id: anId('apr', 'B'), name: 'Béatrice Noël', passkey: beatrice.id },
  { id: anId('apr', 'C'), name: 'Carlo Conti', passkey: 'Y2FybG8tcGFzc2tleS1pZA' },
];

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

const proposal = (changes: Record<string, unknown> = {}) => aRequest(served, 'proposal', { approvers, ...changes });
const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name }).click();

describe('an approver', () => {
  it('reads a proposal and approves it with their passkey', async () => {
    const { fragment, compact } = await proposal();
    const page = await visitor.visit(fragment, {}, (tab) => Authenticator.plugInto(tab, [beatrice]));
    await page.getByRole('heading', { name: 'Change the limit of an application?' }).waitFor();
    await page.getByText('at most 200').waitFor();
    await page.getByText('2 of these 2 people have to agree, each with their own passkey.').waitFor();
    await page.getByRole('checkbox').check();
    await press(page, 'Approve with your passkey');
    const { path, challenge, act } = await carried(page, served);
    expect([path, challenge]).toEqual([`/proposal/${anId('prop')}/carry`, toBase64Url(proposalChallenge(compact))]);
    const given = evidenceContract.parse(act['evidence']);
    expect(given.kind === 'passkey' && (await isBy(served, beatrice, given.assertion, challenge))).toBe(true);
  });

  it.each(Object.keys(anAct))('can open every hash of %s', async (act) => {
    const page = await visitor.visit((await proposal({ act: anAct[act] })).fragment);
    await page.getByRole('checkbox').waitFor();
    for (const summary of await page.locator('summary').all()) await summary.click();
    expect(await page.locator('.exact:visible').count()).toBe(await page.locator('.exact').count());
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(900);
  });

  it('approves nothing without consent, and nothing with a passkey that is not an approver’s', async () => {
    const page = await visitor.visit((await proposal()).fragment, {}, (tab) => Authenticator.plugInto(tab, [stranger]));
    await press(page, 'Approve with your passkey');
    await page.getByText('Tick the box first if you approve.').waitFor();
    await page.getByRole('checkbox').check();
    await press(page, 'Approve with your passkey');
    await page.getByText('No passkey was given').waitFor();
    expect(served.visits).toEqual([]);
  });

  it('refuses', async () => {
    const page = await visitor.visit((await proposal()).fragment);
    await press(page, 'Refuse');
    expect((await carried(page, served)).act).toEqual({ kind: 'refuse' });
  });

  it('is not asked where there are no passkeys', async () => {
    const page = await visitor.visit((await proposal()).fragment, {}, (tab) => tab.addInitScript(() => Reflect.deleteProperty(window, 'PublicKeyCredential')));
    await page.getByText('This browser cannot use passkeys.').waitFor();
    expect(await page.locator('main').getByRole('button').allTextContents()).toEqual(['Refuse']);
  });
});

describe('who becomes an approver', () => {
  const register = (fragment = '#approver'): Promise<Page> => visitor.visit(fragment, {}, (tab) => Authenticator.plugInto(tab));

  it('makes a passkey here and hands over a text that the SAM’s file takes', async () => {
    const page = await register();
    await page.getByLabel('Your name').fill('  Dorothea Díaz ');
    await page.getByRole('checkbox', { name: 'I decide proposals' }).check();
    await page.getByRole('checkbox', { name: 'I stand beside signers' }).check();
    await press(page, 'Make the passkey');
    await page.getByRole('heading', { name: 'Your passkey is made' }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
    const text = await page.getByLabel('Text for the operator').inputValue();
    const made = approverContract.parse(JSON.parse(text));
    expect([made.name, made.duties]).toEqual(['Dorothea Díaz', ['approver', 'supervisor']]);
    const thumbprint = sha256Hex(Buffer.from(made.passkey.publicKey, 'base64url'));
    expect((await page.locator('.hash code').textContent()) ?? '').toBe(thumbprint);
    expect([served.visits, new URL(page.url()).hash]).toEqual([[], '#approver']);

    // The same text is there in the other language: a passkey is made once.
    await press(page, 'Français');
    expect(await page.getByLabel('Texte pour l’opérateur').inputValue()).toBe(text);

    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: served.origin });
    await press(page, 'Copier');
    await page.getByText('Copié.').waitFor();
  });

  it('and that passkey approves proposals', async () => {
    const page = await register();
    await page.getByLabel('Your name').fill('Dorothea');
    await page.getByRole('checkbox', { name: 'I decide proposals' }).check();
    await press(page, 'Make the passkey');
    const made = approverContract.parse(JSON.parse(await page.getByLabel('Text for the operator').inputValue()));
    const { fragment, compact } = await proposal({ approvers: [{ id: made.id, name: made.name, passkey: made.passkey.id }] });
    await visitor.comeBack(page, fragment);
    await page.getByRole('checkbox').check();
    await press(page, 'Approve with your passkey');
    const given = evidenceContract.parse((await carried(page, served)).act['evidence']);
    const cose = Uint8Array.from(Buffer.from(made.passkey.publicKey, 'base64url'));
    expect(given.kind === 'passkey' && (await isBy(served, { id: made.passkey.id, cose }, given.assertion, toBase64Url(proposalChallenge(compact))))).toBe(
      true,
    );
  });

  it('says who they are and what they will do', async () => {
    const page = await register('#approver&lang=fr');
    await press(page, 'Créer la clé d’accès');
    await page.getByText('Saisissez votre nom.').waitFor();
    await page.getByLabel('Votre nom').fill('Dorothea');
    await press(page, 'Créer la clé d’accès');
    await page.getByText('Choisissez au moins une fonction.').waitFor();
  });
});
