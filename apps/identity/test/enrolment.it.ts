import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { rows } from '@paraph/platform';
import { Browser, type Visit } from './browser.js';
import { runIdentity, type RunningIdentity } from './running-identity.js';
import { Sca } from './sca.js';

let identity: RunningIdentity;
let sca: Sca;
let browser: Browser;
let enrolmentId: string;
beforeAll(async () => {
  identity = await runIdentity();
  sca = await Sca.register(identity);
});
beforeEach(() => {
  browser = new Browser();
  identity.provider.subject = 'alice';
  ({ enrolmentId } = identity.neighbours.openEnrolment(sca.signerId));
});
afterAll(() => identity?.stop());

const page = (): string => `${identity.origin}/enrolment/${enrolmentId}`;

function tokenIn(visit: Visit): string {
  return /name="token" value="([^"]+)"/.exec(visit.text)?.[1] ?? '';
}

async function send(form: Readonly<Record<string, string>>): Promise<Visit> {
  return browser.follow(await browser.post(`${page()}/accept?lang=en`, form), [identity.origin, identity.provider.issuer]);
}

async function events(type: string): Promise<Record<string, unknown>[]> {
  const found = await rows<{ body: string }>(identity.database, `SELECT body FROM event_outbox WHERE type = $1 ORDER BY sequence`, [type]);
  return found.map((row) => JSON.parse(row.body) as Record<string, unknown>);
}

describe('the enrolment page', () => {
  it('shows key, terms and steps, with nothing ticked and no script', async () => {
    const visit = await browser.get(page());
    expect(visit.status).toBe(200);
    expect(visit.text).toContain('Terms &amp; &lt;conditions&gt;.');
    expect(visit.text).toMatch(/<input type="checkbox" id="accept" name="accept" value="yes" required>/);
    expect(visit.text).not.toMatch(/<script|checked/);
    expect(visit.headers.get('content-security-policy')).toBe(
      `default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self' ${identity.provider.issuer}; frame-ancestors 'none'; base-uri 'none'`,
    );
  });

  it('speaks the browser’s language, or the one asked for', async () => {
    expect((await browser.get(page(), { 'accept-language': 'de, fr;q=0.8' })).text).toContain('<html lang="fr">');
    expect((await browser.get(`${page()}?lang=fr`)).text).toContain('Obtenir votre certificat');
    expect((await browser.get(`${page()}?lang=en`, { 'accept-language': 'fr' })).text).toContain('<html lang="en">');
  });

  it('is not there for an unknown enrolment or a malformed id', async () => {
    for (const id of [newId('enr'), 'enr_1', '..%2f']) expect((await browser.get(`${identity.origin}/enrolment/${id}`)).status).toBe(404);
  });

  it('is over for one that is not open', async () => {
    const enrolment = identity.neighbours.enrolments.get(enrolmentId);
    if (enrolment) enrolment.state = 'bound';
    const visit = await browser.get(page());
    expect([visit.status, visit.text.includes('This request is over')]).toEqual([400, true]);
  });
});

describe('accepting', () => {
  it('leads over the identity provider to a bound certificate and a linked signer, who can then sign in', async () => {
    const visit = await send({ token: tokenIn(await browser.get(page())), accept: 'yes' });
    expect([visit.status, visit.url, visit.text.includes('Your certificate is ready')]).toEqual([200, `${page()}/done`, true]);
    expect(identity.neighbours.enrolments.get(enrolmentId)?.state).toBe('bound');
    expect((await events('signer-linked')).at(-1)).toMatchObject({ actor: { kind: 'signer', id: sca.signerId }, outcome: 'success' });
    const result = await sca.signIn(sca.request({ scope: 'service' }));
    expect(result.has('code')).toBe(true);
  });

  it('without the mark shows the page again and collects no evidence', async () => {
    const visit = await send({ token: tokenIn(await browser.get(page())) });
    expect([visit.status, visit.text.includes('role="alert"')]).toEqual([400, true]);
    expect(identity.neighbours.enrolments.get(enrolmentId)).toMatchObject({ state: 'open', released: false });
  });

  it('is refused with another form’s token, or from a browser without the cookie', async () => {
    const token = tokenIn(await browser.get(page()));
    expect((await send({ token: 'forged', accept: 'yes' })).status).toBe(400);
    browser = new Browser();
    expect((await send({ token, accept: 'yes' })).status).toBe(400);
    expect(identity.neighbours.enrolments.get(enrolmentId)).toMatchObject({ state: 'open', released: false });
  });

  it('ends in a page that says so when the evidence does not fit, with an event', async () => {
    const token = tokenIn(await browser.get(page()));
    identity.provider.nonce = 'another';
    const visit = await send({ token, accept: 'yes' });
    identity.provider.nonce = undefined;
    expect([visit.status, visit.text.includes('This could not be confirmed')]).toEqual([400, true]);
    expect((await events('enrolment-failed')).at(-1)).toMatchObject({
      outcome: 'failure',
      cause: 'evidence.invalid: another nonce',
      particulars: { enrolmentId },
    });
  });

  it('ends likewise when the person refuses at the provider', async () => {
    const token = tokenIn(await browser.get(page()));
    identity.provider.denies = true;
    const visit = await send({ token, accept: 'yes' });
    identity.provider.denies = false;
    expect(visit.status).toBe(400);
    expect(identity.neighbours.enrolments.get(enrolmentId)).toMatchObject({ state: 'open', released: false });
  });

  it('the provider’s answer counts only in the browser that accepted', async () => {
    const token = tokenIn(await browser.get(page()));
    const toProvider = await browser.post(`${page()}/accept`, { token, accept: 'yes' });
    const back = await browser.get(toProvider.location ?? '');
    const elsewhere = await new Browser().get(back.location ?? '');
    expect([elsewhere.status, identity.neighbours.enrolments.get(enrolmentId)?.released]).toEqual([400, false]);
  });

  it('“done” is said only when it is', async () => {
    expect((await browser.get(`${page()}/done`)).status).toBe(400);
  });
});

describe('the pages’ files', () => {
  it('are a style sheet and an icon, and nothing else', async () => {
    expect((await browser.get(`${identity.origin}/assets/style.css`)).headers.get('content-type')).toBe('text/css; charset=utf-8');
    expect((await browser.get(`${identity.origin}/assets/icon.svg`)).status).toBe(200);
    expect((await browser.get(`${identity.origin}/assets/..%2f..%2fmain.ts`)).status).toBe(404);
  });
});
