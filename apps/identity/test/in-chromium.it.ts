import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { freePort } from '@paraph/testing';
import { createServer, type Server } from 'node:http';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { activationChallenge, enrolmentChallenge, newId, toBase64Url } from '@paraph/kernel';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { assertionOver } from './fake-drafts.js';
import { runIdentity, type RunningIdentity } from './running-identity.js';
import { actText, hashOf, Sca } from './sca.js';

const SCREENSHOTS = join(tmpdir(), 'paraph-identity-screenshots');
const ARGUMENTS = ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const WIDE: BrowserContextOptions = { locale: 'en-GB', viewport: { width: 900, height: 1000 }, colorScheme: 'light' };
const NARROW: BrowserContextOptions = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 };

let identity: RunningIdentity;
let sca: Sca;
let browser: Browser;
let elsewhere: Server;
let approval: string;
let redirect: string;
const offences: string[] = [];
/** What the application was called back with. */
const arrived: string[] = [];

beforeAll(async () => {
  const port = await freePort();
  // Another site than identity's, so that cookies and navigation are those of two parties.
  approval = `http://localhost:${port}`;
  redirect = `http://127.0.0.1:${port}/callback`;
  elsewhere = createServer((request, response) => {
    if (request.url?.startsWith('/callback')) arrived.push(request.url);
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Elsewhere</title><link rel="icon" href="data:,"><p>Elsewhere.');
  });
  await new Promise<void>((done) => elsewhere.listen(port, done));
  identity = await runIdentity({ approval });
  sca = await Sca.register(identity, [redirect]);
  await identity.database.query(`INSERT INTO signer_identity (signer_id, issuer, subject) VALUES ($1, $2, 'alice')`, [sca.signerId, identity.provider.issuer]);
  mkdirSync(SCREENSHOTS, { recursive: true });
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ARGUMENTS });
});
beforeEach(() => {
  offences.length = 0;
  identity.neighbours.policies.set(sca.credentialId, [['passkey']]);
});
afterAll(async () => {
  await browser?.close();
  await identity?.stop();
  elsewhere?.closeAllConnections();
  elsewhere?.close();
});

async function tab(options: BrowserContextOptions = {}): Promise<Page> {
  const page = await (await browser.newContext({ ...WIDE, ...options })).newPage();
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && offences.push(message.text()));
  page.on('pageerror', (error) => offences.push(error.message));
  return page;
}

/** Opens an authorisation and waits on the approval page. */
async function open(page: Page): Promise<{ uid: string; challenge: string }> {
  await page.goto(sca.authorizeUrl({ ...sca.request(sca.query([hashOf('one')])), redirect_uri: redirect }));
  const fragment = new URLSearchParams(new URL(page.url()).hash.slice(1));
  expect(new URL(page.url()).origin).toBe(approval);
  return { uid: fragment.get('uid') ?? '', challenge: toBase64Url(activationChallenge(fragment.get('statement') ?? '')) };
}

/** Leaves the approval page as its own script does. */
async function carry(page: Page, base: string, challenge: string, act: unknown): Promise<void> {
  const address = `${identity.origin}${base}/carry#challenge=${challenge}&act=${actText(act)}`;
  const left = page.waitForNavigation();
  await page.evaluate(`location.assign(${JSON.stringify(address)})`);
  await left;
}

describe('the carry page in a browser', () => {
  it('posts what stands behind the # from its own origin, and the browser goes home', async () => {
    const page = await tab();
    const { uid, challenge } = await open(page);
    await carry(page, `/interaction/${uid}`, challenge, { kind: 'evidence', evidence: { kind: 'passkey', assertion: assertionOver(challenge) } });
    await page.waitForURL(/\/callback\?/);
    expect([new URL(page.url()).searchParams.has('code'), offences]).toEqual([true, []]);

    // The browser's history does nothing a second time.
    const calls = identity.neighbours.calls.length;
    for (let back = 0; back < 3; back += 1) await page.goBack().catch(() => null);
    expect(identity.neighbours.calls.slice(calls)).not.toContain('presentEvidence');
  });

  it('carries the longest there is', async () => {
    const page = await tab();
    const { enrolmentId } = identity.neighbours.openEnrolment(sca.signerId);
    await page.goto(`${identity.origin}/enrolment/${enrolmentId}`);
    const registrations = JSON.stringify([{ kind: 'passkey', id: '"'.repeat(25_000) }]);
    const challenge = toBase64Url(enrolmentChallenge(identity.neighbours.enrolments.get(enrolmentId)?.statement ?? ''));
    await carry(page, `/enrolment/${enrolmentId}`, challenge, { kind: 'register', registrations });
    await page.waitForURL(/\/done$/);
    expect([identity.neighbours.enrolments.get(enrolmentId)?.registrations === registrations, offences]).toEqual([true, []]);
  });

  it('says that there is nothing to carry, and posts nothing', async () => {
    const page = await tab();
    const { uid } = await open(page);
    await page.goto(`${identity.origin}/interaction/${uid}/carry`);
    expect(await page.getByText('There is nothing to hand over here').isVisible()).toBe(true);
    expect([...identity.neighbours.drafts.values()].at(-1)?.state).toBe('open');
  });

  it('says so without script', async () => {
    const page = await tab();
    const { uid, challenge } = await open(page);
    const context = await browser.newContext({ ...WIDE, javaScriptEnabled: false, storageState: await page.context().storageState() });
    const plain = await context.newPage();
    await plain.goto(`${identity.origin}/interaction/${uid}/carry#challenge=${challenge}&act=${actText({ kind: 'refuse' })}`);
    expect(await plain.locator('noscript p').isVisible()).toBe(true);
    expect(await plain.locator('#waiting').isVisible()).toBe(false);
  });
});

describe('the signer’s own page in a browser', () => {
  const day = 86_400_000;
  beforeAll(() => {
    const usableFrom = new Date(Date.now() - 90 * day).toISOString();
    const means = [
      { meansId: newId('mns'), kind: 'oidc', hint: 'https://idp.example', usableFrom, isLocked: false },
      { meansId: newId('mns'), kind: 'passkey', hint: 'cGFzc2tl…', usableFrom, isLocked: false },
      { meansId: newId('mns'), kind: 'passkey', hint: 'bmV3bmV3…', usableFrom: new Date(Date.now() + 2 * day).toISOString(), isLocked: false },
      { meansId: newId('mns'), kind: 'pin', hint: '', usableFrom, isLocked: true },
    ];
    const documents = ['Lease of the flat in Rue Exemple 12, first floor, with all its annexes and the inventory', 'Inventory\u202e.pdf', ''].map(
      (label, place) => ({
        label,
        hash: hashOf(label),
        signed: place < 2,
      }),
    );
    const activation = {
      openedAt: new Date(Date.now() - day).toISOString(),
      clientName: 'Sample application',
      documents,
      signed: 2,
      evidence: ['passkey', 'pin'],
    };
    identity.neighbours.answers.set('describeBinding', ({ credentialId }) => {
      const state = identity.neighbours.states.get(String(credentialId)) ?? 'active';
      return {
        credentialId,
        signerId: sca.signerId,
        state,
        policyId: 'p',
        subject: 'CN=Alice Example,O=Example Ltd,C=FR',
        promise: 'shown',
        means,
        stated: {},
      };
    });
    identity.neighbours.answers.set('listSignatures', () => ({
      activations: [
        { activationId: newId('act'), state: 'issued', ...activation },
        { activationId: newId('act'), state: 'abandoned', ...activation, signed: 0, evidence: [], documents: documents.slice(0, 1) },
      ],
    }));
  });

  async function fits(page: Page): Promise<boolean> {
    return page.evaluate<boolean>('document.documentElement.scrollWidth <= document.documentElement.clientWidth');
  }

  it.each([
    ['wide-en', WIDE, 'en'],
    ['narrow-en', NARROW, 'en'],
    ['wide-fr', { ...WIDE, locale: 'fr-FR' }, 'fr'],
    ['narrow-fr', { ...NARROW, locale: 'fr-FR' }, 'fr'],
  ] as const)('is read from the first page to the last (%s)', async (name, options, language) => {
    identity.neighbours.states.clear();
    const page = await tab(options);
    const shoot = (what: string) => page.screenshot({ path: join(SCREENSHOTS, `${what}-${name}.png`), fullPage: true });
    await page.goto(`${identity.origin}/account`);
    expect([await page.getAttribute('html', 'lang'), await fits(page)]).toEqual([language, true]);
    await shoot('1-sign-in');
    await page.locator('a.primary').click();
    await page.waitForURL(/\/account$/);
    await shoot('2-account');
    expect(await fits(page)).toBe(true);
    await page.locator('section.card a.secondary').first().click();
    await page.locator('details').first().locator('summary').click();
    await shoot('3-credential');
    expect(await fits(page)).toBe(true);
    await page.locator('a.danger').click();
    await shoot('4-suspend');
    await page.locator('button.danger').click();
    await page.waitForURL(/said=suspended/);
    await shoot('5-suspended');
    expect([identity.neighbours.states.get(sca.credentialId), await page.getByRole('status').count(), offences]).toEqual(['suspended', 1, []]);
  });

  it('is used by keyboard alone, and a change leads to the approval page', async () => {
    identity.neighbours.states.clear();
    const page = await tab();
    await page.goto(`${identity.origin}/account/sign-in`);
    await page.waitForURL(/\/account$/);
    const reach = async (name: string): Promise<void> => {
      for (let step = 0; step < 40; step += 1) {
        await page.keyboard.press('Tab');
        if ((await page.evaluate<string>('document.activeElement.textContent.trim()')) === name) return page.keyboard.press('Enter');
      }
      throw new Error(`no way to ${name}`);
    };
    await reach('Open Alice Example');
    await page.waitForURL(/\/credentials\//);
    await reach('Add a passkey');
    await page.waitForURL((url) => url.origin === approval);
    expect([[...identity.neighbours.changes.values()].at(-1)?.change, offences]).toEqual([{ act: 'add-means', kind: 'passkey' }, []]);
  });

  it('needs no script, and its buttons say what they are about', async () => {
    const page = await tab({ javaScriptEnabled: false });
    await page.goto(`${identity.origin}/account/sign-in`);
    await page.getByRole('link', { name: 'Open Alice Example' }).first().click();
    expect(await page.getByRole('button', { name: /^Remove Passkey/ }).count()).toBe(2);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Alice Example');
    await page.getByRole('button', { name: 'Sign out' }).click();
    expect(await page.getByRole('link', { name: 'Sign in' }).count()).toBe(1);
  });
});
