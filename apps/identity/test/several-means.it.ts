import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Browser } from './browser.js';
import { assertionOver, sealed } from './fake-drafts.js';
import { runIdentity, type RunningIdentity } from './running-identity.js';
import { BEGIN_OIDC, hashOf, outcome, pkce, readFragment, Sca } from './sca.js';

let identity: RunningIdentity;
let sca: Sca;
let browser: Browser;
beforeAll(async () => {
  identity = await runIdentity();
});
beforeEach(async () => {
  sca = await Sca.register(identity);
  browser = new Browser();
});
afterAll(() => identity?.stop());

const asks = (...kinds: Parameters<typeof identity.neighbours.policies.set>[1]): void => void identity.neighbours.policies.set(sca.credentialId, kinds);
const open = async (more: Record<string, string> = {}) => readFragment(await sca.authorize({ ...sca.request(sca.query([hashOf('one')])), ...more }, browser));
const passkey = (challenge: string) => ({ kind: 'evidence', evidence: { kind: 'passkey', assertion: assertionOver(challenge) } });
const typed = (kind: 'pin' | 'one-time-code', value: string) => ({ kind: 'evidence', evidence: { kind, sealed: sealed(value) } });

describe('a credential that asks for several means', () => {
  it('is approved by a passkey and a PIN, and the code redeems the SAD', async () => {
    asks(['passkey', 'pin']);
    const { verifier, challenge: pkceChallenge } = pkce();
    const { uid, challenge, hints } = await open({ ...sca.request(sca.query([hashOf('one')]), pkceChallenge), lang: 'fr-FR' });
    expect(hints).toEqual({ lang: 'fr' });
    expect(readFragment(await sca.act(browser, uid, challenge, passkey(challenge)))).toMatchObject({ uid, challenge, hints: { given: 'passkey', lang: 'fr' } });
    const end = outcome(await browser.follow(await sca.act(browser, uid, challenge, typed('pin', 'right')), [identity.origin]));
    expect((await sca.redeem(end.get('code') ?? '', verifier)).body['access_token']).toMatch(/^sad_/);
  });

  it('is approved by the provider and then a code that is sent', async () => {
    asks(['oidc', 'one-time-code']);
    const { uid, challenge } = await open();
    const back = await browser.follow(await sca.act(browser, uid, challenge, BEGIN_OIDC), [identity.origin, identity.provider.issuer]);
    expect(readFragment(back).hints).toEqual({ given: 'oidc' });
    expect(readFragment(await sca.act(browser, uid, challenge, { kind: 'begin', means: 'one-time-code' })).hints).toEqual({
      given: 'oidc',
      sent: 'sms:••• 42',
    });
    expect(readFragment(await sca.act(browser, uid, challenge, typed('one-time-code', 'wrong'))).hints).toEqual({ given: 'oidc', again: 'evidence.invalid' });
    expect(outcome(await browser.follow(await sca.act(browser, uid, challenge, typed('one-time-code', 'right')), [identity.origin])).has('code')).toBe(true);
  });

  it('grants nothing for one of two, however often it is given', async () => {
    asks(['passkey', 'pin']);
    const { uid, challenge } = await open();
    await sca.act(browser, uid, challenge, passkey(challenge));
    expect(readFragment(await sca.act(browser, uid, challenge, passkey(challenge))).hints).toEqual({ given: 'passkey', again: 'evidence.missing' });
    expect([...identity.neighbours.drafts.values()].at(-1)?.state).toBe('open');
  });

  it('sends no more codes than the SAM allows, and says so', async () => {
    asks(['one-time-code']);
    const { uid, challenge } = await open();
    const send = () => sca.act(browser, uid, challenge, { kind: 'begin', means: 'one-time-code' });
    await send();
    await send();
    expect(readFragment(await send()).hints).toEqual({ again: 'evidence.too_many_codes' });
  });

  it('after the draft expired brings the browser back to the application, in words', async () => {
    asks(['one-time-code']);
    const { uid, challenge } = await open();
    identity.neighbours.failures.set('presentEvidence', 'activation.expired');
    const end = outcome(await browser.follow(await sca.act(browser, uid, challenge, typed('one-time-code', 'right')), [identity.origin]));
    expect(Object.fromEntries(end)).toMatchObject({ error: 'access_denied', error_description: 'The signer did not answer in time', state: 'st-1' });
  });

  it('in two tabs at once is approved once; what is sent again gets the same answer until the browser has gone home', async () => {
    asks(['one-time-code']);
    const { uid, challenge } = await open();
    const act = typed('one-time-code', 'right');
    const both = await Promise.all([sca.act(browser, uid, challenge, act), sca.act(browser, uid, challenge, act)]);
    expect(both.some(({ status }) => status === 303)).toBe(true);
    const again = await sca.act(browser, uid, challenge, act);
    expect([again.status, again.location]).toEqual([303, both.find(({ status }) => status === 303)?.location]);
    expect(outcome(await browser.follow(again, [identity.origin])).has('code')).toBe(true);
    expect((await sca.act(browser, uid, challenge, act)).status).toBe(400);
  });
});

describe('the carry page', () => {
  it('holds nothing of what is carried, has one script of its own, and may send its form', async () => {
    const { uid } = await open();
    const page = await browser.get(`${identity.origin}/interaction/${uid}/carry`);
    expect(page.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    );
    expect(page.text).toContain(`<form method="post" action="/interaction/${uid}/act" hidden>`);
  });
});
