import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { enrolmentChallenge, newId, toBase64Url } from '@paraph/kernel';
import { rows } from '@paraph/platform';
import { Browser, type Visit } from './browser.js';
import { MANAGEMENT, runIdentity, type RunningIdentity } from './running-identity.js';
import { actText, readFragment, Sca } from './sca.js';

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
const enrolment = () => identity.neighbours.enrolments.get(enrolmentId);
const challenge = (): string => toBase64Url(enrolmentChallenge(enrolment()?.statement ?? ''));
const ACCEPT = { kind: 'accept' };

async function act(what: unknown, over = challenge(), from = browser): Promise<Visit> {
  return from.post(`${page()}/act`, { challenge: over, act: actText(what) });
}

/** Opens the enrolment and answers it, and goes wherever that leads. */
async function walk(what: unknown = ACCEPT): Promise<Visit> {
  await browser.get(page());
  return browser.follow(await act(what), [identity.origin, identity.provider.issuer]);
}

async function events(type: string): Promise<Record<string, unknown>[]> {
  const found = await rows<{ body: string }>(identity.database, `SELECT body FROM event_outbox WHERE type = $1 ORDER BY sequence`, [type]);
  return found.map((row) => JSON.parse(row.body) as Record<string, unknown>);
}

describe('an enrolment', () => {
  it('is shown on the approval page, in the language that was asked for', async () => {
    const { uid, statement, hints } = readFragment(await browser.get(`${page()}?lang=fr`));
    expect([uid, statement, hints]).toEqual(['', enrolment()?.statement, { lang: 'fr' }]);
    expect((await browser.get(`${page()}/carry`)).text).toContain('<html lang="fr">');
  });

  it('accepted leads over the identity provider to a bound certificate and a linked signer, who can then sign in', async () => {
    const visit = await walk();
    expect([visit.status, visit.url, visit.text.includes('Your certificate is ready')]).toEqual([200, `${page()}/done`, true]);
    expect(enrolment()?.bound).toBe(true);
    expect((await events('signer-linked')).at(-1)).toMatchObject({ actor: { kind: 'signer', id: sca.signerId }, outcome: 'success' });
    const result = await sca.signIn(sca.request({ scope: 'service' }));
    expect(result.has('code')).toBe(true);
  });

  it.each([
    ['en', 'Your certificate is on its way'],
    ['fr', 'Votre certificat est en route'],
  ])('whose authority takes its time says so (%s), links the signer at once, and says when the certificate is there', async (lang, title) => {
    identity.neighbours.isAuthoritySlow = true;
    const address = `${page()}?lang=${lang}`;
    await browser.get(address);
    const visit = await browser
      .follow(await act(ACCEPT), [identity.origin, identity.provider.issuer])
      .finally(() => (identity.neighbours.isAuthoritySlow = false));
    expect([visit.status, visit.url, visit.text.includes(title)]).toEqual([200, `${page()}/done`, true]);
    expect((await events('signer-linked')).at(-1)).toMatchObject({ actor: { kind: 'signer', id: sca.signerId }, outcome: 'success' });
    expect(await events('enrolment-failed')).toEqual([]);
    Object.assign(enrolment() ?? {}, { bound: true });
    expect((await browser.get(`${page()}/done`)).text).not.toContain(title);
  });

  it('takes registrations as long as they come, byte for byte', async () => {
    const registrations = JSON.stringify([{ kind: 'passkey', id: 'é"\\'.repeat(7_000) }]);
    const visit = await walk({ kind: 'register', registrations });
    expect([visit.text.includes('Your certificate is ready'), enrolment()?.registrations === registrations]).toEqual([true, true]);
    // The limit is the contract's own.
    ({ enrolmentId } = identity.neighbours.openEnrolment(sca.signerId));
    expect((await walk({ kind: 'register', registrations: 'x'.repeat(60_001) })).status).toBe(400);
    expect(enrolment()?.registrations).toBeUndefined();
  });

  it('whose registration is not taken goes back to the page that says so', async () => {
    await browser.get(`${page()}?lang=fr`);
    identity.neighbours.failures.set('offerMeans', 'evidence.invalid');
    expect(readFragment(await act({ kind: 'register', registrations: '[1]' })).hints).toEqual({ again: 'evidence.invalid', lang: 'fr' });
  });

  it('refused ends at a page that says so', async () => {
    const visit = await walk({ kind: 'refuse' });
    expect([visit.status, visit.text.includes('No certificate was issued'), enrolment()?.released]).toEqual([200, true, false]);
  });

  it('does not take another signer’s account of the same subscriber, and says that it is not linked', async () => {
    await walk();
    const { signerId } = await identity.directory.createSigner({ subscriberId: sca.subscriberId, name: 'Mallory' }, MANAGEMENT);
    ({ enrolmentId } = identity.neighbours.openEnrolment(signerId));
    const visit = await walk();
    expect([visit.status, visit.text.includes('Your certificate is ready'), visit.text.includes('could not be linked')]).toEqual([200, true, true]);
    expect((await events('signer-linked')).at(-1)).toMatchObject({ recipient: signerId, outcome: 'failure' });
    const links = await rows<{ signer_id: string }>(identity.database, `SELECT signer_id FROM signer_identity WHERE subject = 'alice'`);
    expect(links.map((one) => one.signer_id)).toEqual([sca.signerId]);
  });

  it('of two signers with one account at the same time links one', async () => {
    identity.provider.subject = 'twins';
    const ends = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const { signerId } = await identity.directory.createSigner({ subscriberId: sca.subscriberId, name: 'Twin' }, MANAGEMENT);
        const mine = identity.neighbours.openEnrolment(signerId).enrolmentId;
        const own = new Browser();
        const address = `${identity.origin}/enrolment/${mine}`;
        await own.get(address);
        const over = toBase64Url(enrolmentChallenge(identity.neighbours.enrolments.get(mine)?.statement ?? ''));
        return own.follow(await own.post(`${address}/act`, { challenge: over, act: actText(ACCEPT) }), [identity.origin, identity.provider.issuer]);
      }),
    );
    expect(ends.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(ends.filter(({ text }) => !text.includes('could not be linked'))).toHaveLength(1);
  });
});

describe('an enrolment is not', () => {
  it('there for an unknown or malformed id', async () => {
    for (const id of [newId('enr'), 'enr_1', '..%2f']) expect((await browser.get(`${identity.origin}/enrolment/${id}`)).status).toBe(404);
  });

  it('open once it is bound', async () => {
    const held = enrolment();
    if (held) held.bound = true;
    const visit = await browser.get(page());
    expect([visit.status, visit.text.includes('This request is over')]).toEqual([400, true]);
  });

  it('accepted from a browser that was not sent to read it, or over another statement', async () => {
    await browser.get(page());
    expect((await act(ACCEPT, challenge(), new Browser())).status).toBe(400);
    expect((await new Browser().get(`${page()}/carry`)).status).toBe(400);
    expect((await act(ACCEPT, 'A'.repeat(43))).status).toBe(400);
    expect((await act({ kind: 'begin', means: 'oidc' })).status).toBe(400);
    expect(enrolment()).toMatchObject({ state: 'open', released: false });
  });

  it('completed by evidence that does not fit: a page says so, with an event', async () => {
    identity.provider.nonce = 'another';
    const visit = await walk();
    identity.provider.nonce = undefined;
    expect([visit.status, visit.text.includes('This could not be confirmed')]).toEqual([400, true]);
    expect((await events('enrolment-failed')).at(-1)).toMatchObject({
      outcome: 'failure',
      cause: 'evidence.invalid: another nonce',
      particulars: { enrolmentId },
    });
  });

  it('completed when the person refuses at the provider', async () => {
    identity.provider.denies = true;
    const visit = await walk();
    identity.provider.denies = false;
    expect([visit.status, enrolment()?.released]).toEqual([400, false]);
  });

  it('completed in another browser than it was accepted in', async () => {
    await browser.get(page());
    const back = await browser.get((await act(ACCEPT)).location ?? '');
    const elsewhere = await new Browser().get(back.location ?? '');
    expect([elsewhere.status, enrolment()?.released]).toEqual([400, false]);
  });

  it('said to be done before it is', async () => {
    await browser.get(page());
    expect((await browser.get(`${page()}/done`)).status).toBe(400);
  });
});

describe('the pages’ files', () => {
  it('are a style sheet, an icon and one script, and nothing else', async () => {
    expect((await browser.get(`${identity.origin}/assets/style.css`)).headers.get('content-type')).toBe('text/css; charset=utf-8');
    expect((await browser.get(`${identity.origin}/assets/icon.svg`)).status).toBe(200);
    expect((await browser.get(`${identity.origin}/assets/carry.js`)).headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect((await browser.get(`${identity.origin}/assets/..%2f..%2fmain.ts`)).status).toBe(404);
  });
});
