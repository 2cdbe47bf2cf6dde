import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openActivation } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { Browser, type Visit } from './browser.js';
import { assertionOver, sealed } from './fake-drafts.js';
import { runIdentity, type RunningIdentity } from './running-identity.js';
import { actText, BEGIN_OIDC, hashOf, readFragment, Sca, SHA256 } from './sca.js';

let identity: RunningIdentity;
let sca: Sca;
let browser: Browser;
let activationId: string;
beforeAll(async () => {
  identity = await runIdentity();
  sca = await Sca.register(identity);
});
beforeEach(async () => {
  browser = new Browser();
  identity.neighbours.policies.set(sca.credentialId, [['oidc'], ['passkey', 'pin'], ['one-time-code']]);
  activationId = await opened();
});
afterAll(() => identity?.stop());

/** What the SAM opens when an application authorises by a link: identity has no part in it. */
async function opened(): Promise<string> {
  const order = { clientId: sca.clientId, credentialId: sca.credentialId, documents: [{ hash: hashOf('one'), label: 'One' }], hashAlgorithmOid: SHA256 };
  const { activationId } = (await identity.neighbours.call(openActivation, { ...order, numSignatures: 1 })) as { activationId: string };
  return activationId;
}

const page = (id = activationId): string => `${identity.origin}/activation/${id}`;
const draft = (id = activationId) => identity.neighbours.drafts.get(id);
/** Opens the link; answers the challenge of what is shown. */
const follow = async (from = browser, id = activationId): Promise<string> => readFragment(await from.get(page(id))).challenge;
const act = (what: unknown, challenge: string, from = browser, id = activationId): Promise<Visit> =>
  from.post(`${page(id)}/act`, { challenge, act: actText(what) });
const onwards = async (visit: Promise<Visit>): Promise<Visit> => browser.follow(await visit, [identity.origin, identity.provider.issuer]);
const evidence = (kind: string, value: object): object => ({ kind: 'evidence', evidence: { kind, ...value } });

describe('a link', () => {
  it('leads to the approval page with the SAM’s statement, in the language that was asked for, and changes nothing', async () => {
    const { uid, statement, hints } = readFragment(await browser.get(`${page()}?lang=fr`));
    expect([uid, statement, hints]).toEqual(['', draft()?.statement, { lang: 'fr' }]);
    expect((await browser.get(`${page()}/carry`)).text).toContain('<html lang="fr">');
    expect([draft()?.state, draft()?.given]).toEqual(['open', []]);
    // Opened again, by the person or by what scans their mail: nothing was used up.
    expect(readFragment(await new Browser().get(page())).statement).toBe(statement);
  });

  it('is answered over the identity provider by somebody who has nothing but the link', async () => {
    const challenge = await follow();
    const done = await onwards(act(BEGIN_OIDC, challenge));
    expect([done.status, done.url, done.text.includes('Your approval is recorded')]).toEqual([200, `${page()}/done`, true]);
    expect(draft()).toMatchObject({ state: 'completed', given: ['oidc'] });
  });

  it('is answered by several means, one after the other', async () => {
    const challenge = await follow();
    const back = readFragment(await act(evidence('passkey', { assertion: assertionOver(challenge) }), challenge));
    expect([back.uid, back.hints]).toEqual(['', { given: 'passkey' }]);
    expect(readFragment(await act(evidence('pin', { sealed: sealed('wrong') }), challenge)).hints).toMatchObject({ again: 'evidence.invalid' });
    expect(draft()?.state).toBe('open');
    expect((await onwards(act(evidence('pin', { sealed: sealed('right') }), challenge))).url).toBe(`${page()}/done`);
    expect(draft()?.state).toBe('completed');
  });

  it('has a code sent to the signer, not to whoever holds the link', async () => {
    const challenge = await follow();
    expect(readFragment(await act({ kind: 'begin', means: 'one-time-code' }, challenge)).hints).toMatchObject({ sent: 'sms:••• 42' });
    expect((await onwards(act(evidence('one-time-code', { sealed: sealed('right') }), challenge))).url).toBe(`${page()}/done`);
  });

  it('is refused by the person, in the SAM too, and is over then', async () => {
    const refused = await act({ kind: 'refuse' }, await follow());
    expect([refused.status, refused.text.includes('You refused')]).toEqual([200, true]);
    expect(draft()).toMatchObject({ state: 'abandoned', reason: 'refused' });
    expect((await browser.get(page())).status).toBe(400);
  });
});

describe('a link that is stolen, mistaken or old', () => {
  it('shows the statement and no more: nothing else of the activation is told', async () => {
    const visit = await new Browser().get(page());
    const { statement, hints } = readFragment(visit);
    expect([statement, hints]).toEqual([draft()?.statement, {}]);
    expect(visit.text).toBe('');
  });

  it('is answered only in a browser that opened it', async () => {
    const challenge = await follow();
    const stranger = new Browser();
    for (const visit of [
      await act({ kind: 'refuse' }, challenge, stranger),
      await act(BEGIN_OIDC, challenge, stranger),
      await stranger.get(`${page()}/carry`),
      await stranger.get(`${page()}/done`),
    ])
      expect([visit.status, visit.location]).toEqual([400, undefined]);
    expect(draft()?.state).toBe('open');
    expect((await onwards(act(BEGIN_OIDC, challenge))).url).toBe(`${page()}/done`);
  });

  it('opened by a thief does not make the signer’s login theirs: the answer counts in the browser that asked', async () => {
    const thief = new Browser();
    const sent = await act(BEGIN_OIDC, await follow(thief), thief);
    // The signer is lured to the address the thief was sent to, and signs in there.
    const back = await browser.follow(await browser.get(sent.location ?? ''), [identity.provider.issuer, identity.origin]);
    expect([back.status, draft()?.state]).toEqual([400, 'open']);
  });

  it('of one activation opens no other', async () => {
    const other = await opened();
    const challenge = await follow();
    expect((await act(BEGIN_OIDC, challenge, browser, other)).status).toBe(400);
    await follow(browser, other);
    expect((await act(BEGIN_OIDC, challenge, browser, other)).status).toBe(400);
    expect(draft(other)).toMatchObject({ state: 'open', given: [] });
  });

  it('is no way into an activation of an application’s own request, which belongs to the browser that brought it', async () => {
    const { uid, challenge } = readFragment(await sca.authorize(sca.request(sca.query([hashOf('one')])), browser));
    const own = [...identity.neighbours.drafts.keys()].at(-1) ?? '';
    expect([own.startsWith('act_'), (await new Browser().get(page(own))).status]).toEqual([true, 400]);
    expect((await act(BEGIN_OIDC, challenge, browser, own)).status).toBe(400);
    expect((await sca.act(browser, uid, challenge, BEGIN_OIDC)).location).toContain(identity.provider.issuer);
  });

  it('says the same of one that is over, that never was, and that is no activation', async () => {
    const over = activationId;
    await act({ kind: 'refuse' }, await follow());
    const seen = await Promise.all(
      [over, newId('act'), newId('chg'), '..%2fchange'].map(async (id) => {
        const { status, text } = await new Browser().get(page(id));
        return [status, text.includes('This request is over')];
      }),
    );
    expect(seen).toEqual(Array.from({ length: 4 }, () => [400, true]));
  });

  it.each([
    ['an acceptance', { kind: 'accept' }],
    ['a registration', { kind: 'register', registrations: '[]' }],
  ])('takes no %s', async (_what, what) => {
    expect((await act(what, await follow())).status).toBe(400);
    expect(draft()?.state).toBe('open');
  });

  it('takes no answer to another statement than the one that is drafted', async () => {
    await follow();
    expect((await act(BEGIN_OIDC, 'x'.repeat(43))).status).toBe(400);
    expect(draft()?.state).toBe('open');
  });
});
