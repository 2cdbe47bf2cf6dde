import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { Browser, type Visit } from './browser.js';
import { runIdentity, type RunningIdentity } from './running-identity.js';
import { actText, BEGIN_OIDC, hashOf, outcome, readFragment, Sca } from './sca.js';

let identity: RunningIdentity;
let sca: Sca;
beforeAll(async () => {
  identity = await runIdentity();
  sca = await Sca.register(identity);
});
afterAll(() => identity?.stop());

interface Opened {
  readonly browser: Browser;
  readonly uid: string;
  readonly challenge: string;
}

async function open(browser = new Browser()): Promise<Opened> {
  const { uid, challenge } = readFragment(await sca.authorize(sca.request(sca.query([hashOf('one')])), browser));
  return { browser, uid, challenge };
}

const at = (uid: string, step: string): string => `${identity.origin}/interaction/${uid}${step}`;
const lastDraft = () => [...identity.neighbours.drafts.values()].at(-1);

/** Approves and signs in, and stops before the provider's answer is carried back. */
async function toCallback({ browser, uid, challenge }: Opened): Promise<string> {
  const toProvider = await sca.act(browser, uid, challenge, BEGIN_OIDC);
  return (await browser.get(toProvider.location ?? '')).location ?? '';
}

function isOver(visit: Visit): boolean {
  return visit.status === 400 && visit.text.includes('This request is over');
}

describe('a request belongs to the browser it began in', () => {
  it.each(['', '/carry', '/refuse', '/login'])('another browser gets nowhere at “%s”', async (step) => {
    const { uid } = await open();
    expect(isOver(await new Browser().get(at(uid, step)))).toBe(true);
    expect(lastDraft()?.state).toBe('open');
  });

  it('another browser’s answer is not taken', async () => {
    const { uid, challenge } = await open();
    expect(isOver(await sca.act(new Browser(), uid, challenge, { kind: 'refuse' }))).toBe(true);
    expect(isOver(await sca.act(new Browser(), uid, challenge, BEGIN_OIDC))).toBe(true);
    expect(lastDraft()?.state).toBe('open');
  });

  it('a cookie for another request, or one that was changed, does not help', async () => {
    const mine = await open();
    const theirs = await open();
    const cookie = `paraph_interaction=${theirs.uid}; paraph_interaction.sig=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA`;
    expect(isOver(await new Browser().get(at(theirs.uid, '/refuse'), { cookie }))).toBe(true);
    expect(isOver(await mine.browser.get(at(theirs.uid, '/refuse')))).toBe(true);
  });

  it('evidence counts only in the browser whose signer approved: a forwarded answer is not even redeemed', async () => {
    const opened = await open();
    const callback = await toCallback(opened);
    expect(isOver(await new Browser().get(callback))).toBe(true);
    expect(lastDraft()).toMatchObject({ state: 'open', released: false });
    const result = outcome(await opened.browser.follow(await opened.browser.get(callback), [identity.origin]));
    expect(result.has('code')).toBe(true);
  });

  it('evidence for one request completes no other of the same browser', async () => {
    const browser = new Browser();
    const first = await open(browser);
    const second = await open(browser);
    const callback = new URL(await toCallback(first));
    const [, latest] = [...identity.neighbours.drafts.keys()].slice(-2);
    callback.searchParams.set('state', latest ?? '');
    expect(isOver(await browser.get(callback.href))).toBe(true);
    expect(second.uid).not.toBe(first.uid);
  });
});

describe('the approval page’s answer', () => {
  it('must be for the statement that stands: another challenge ends the request', async () => {
    const { browser, uid } = await open();
    const result = outcome(await browser.follow(await sca.act(browser, uid, 'A'.repeat(43), BEGIN_OIDC), [identity.origin]));
    expect([result.get('error'), lastDraft()?.state]).toEqual(['access_denied', 'abandoned']);
  });

  it('of a page that was loaded again counts for the newest draft only', async () => {
    const first = await open();
    const again = readFragment(await first.browser.get(at(first.uid, '')));
    expect([...identity.neighbours.drafts.values()].slice(-2).map((draft) => draft.state)).toEqual(['abandoned', 'open']);
    expect(again.challenge).not.toBe(first.challenge);
    const callback = await toCallback({ ...first, challenge: again.challenge });
    expect(outcome(await first.browser.follow(await first.browser.get(callback), [identity.origin])).has('code')).toBe(true);
  });
});

describe('what cannot be read', () => {
  it.each<[string, Record<string, string>]>([
    ['nothing', {}],
    ['no act', { challenge: 'x' }],
    ['an act in clear', { challenge: 'x', act: '{"kind":"refuse"}' }],
    ['an ID token', { challenge: 'x', act: actText({ kind: 'evidence', evidence: { kind: 'oidc', idToken: 'x'.repeat(40) } }) }],
  ])('%s: a page says so, and the request waits on', async (_what, form) => {
    const { browser, uid } = await open();
    const visit = await browser.post(at(uid, '/act'), form);
    expect([visit.status, visit.text.includes('This could not be read'), lastDraft()?.state]).toEqual([400, true, 'open']);
  });

  it('two acts in one form are none', async () => {
    const { browser, uid, challenge } = await open();
    const act = actText({ kind: 'refuse' });
    expect((await browser.postText(at(uid, '/act'), `challenge=${challenge}&act=${act}&act=${act}`)).status).toBe(400);
    expect(lastDraft()?.state).toBe('open');
  });

  it('a body beyond all measure is refused before it is read', async () => {
    const { browser, uid } = await open();
    expect((await browser.postText(at(uid, '/act'), `act=${'A'.repeat(2_100_000)}`)).status).toBe(413);
  });
});

describe('the provider’s answer', () => {
  it('loaded twice changes nothing the second time', async () => {
    const opened = await open();
    const callback = await toCallback(opened);
    const answers = await Promise.all([opened.browser.get(callback), opened.browser.get(callback)]);
    expect(answers.map((visit) => visit.status).sort()).toEqual([303, 400]);
    expect(lastDraft()?.state).toBe('completed');
  });

  it('RFC 9207: of another provider is not redeemed, and of the one that was asked is', async () => {
    identity.provider.answersAs = 'https://evil.example';
    expect((await sca.approve(sca.request(sca.query([hashOf('one')])))).get('error')).toBe('access_denied');
    expect(lastDraft()).toMatchObject({ state: 'abandoned', released: false });
    identity.provider.answersAs = identity.provider.issuer;
    expect((await sca.approve(sca.request(sca.query([hashOf('one')])))).has('code')).toBe(true);
    identity.provider.answersAs = undefined;
  });

  it('with another nonce is refused by the SAM and ends the request', async () => {
    identity.provider.nonce = 'another';
    const result = await sca.approve(sca.request(sca.query([hashOf('one')])));
    identity.provider.nonce = undefined;
    expect(Object.fromEntries(result)).toMatchObject({
      error: 'access_denied',
      error_description: 'The evidence does not prove the signer of this request',
      state: 'st-1',
    });
    expect(lastDraft()).toMatchObject({ state: 'abandoned', reason: 'failed' });
  });

  it('that the person refused is told to the client, and the draft is abandoned', async () => {
    identity.provider.denies = true;
    const result = await sca.approve(sca.request(sca.query([hashOf('one')])));
    identity.provider.denies = false;
    expect([result.get('error'), lastDraft()?.reason]).toEqual(['access_denied', 'refused']);
  });

  it('without the SAM is “try again later”', async () => {
    identity.neighbours.failures.set('presentEvidence', 'service.unavailable');
    const result = await sca.approve(sca.request(sca.query([hashOf('one')])));
    expect(result.get('error')).toBe('temporarily_unavailable');
  });

  it.each(['', '?state=x&code=y', `?state=${newId('act')}&code=y`, `?state=${newId('enr')}&code=y`])('made up (%s) leads nowhere', async (query) => {
    expect(isOver(await new Browser().get(`${identity.origin}/evidence/oidc/callback${query}`))).toBe(true);
    expect(isOver(await new Browser().get(`${identity.origin}/login/oidc/callback${query}`))).toBe(true);
  });

  it('is answered so that the address with the code is told to no one', async () => {
    const opened = await open();
    const visit = await opened.browser.get(await toCallback(opened));
    expect([visit.headers.get('referrer-policy'), visit.headers.get('cache-control')]).toEqual(['no-referrer', 'no-store']);
    expect(visit.location).not.toContain('code=');
  });
});

describe('people at one browser', () => {
  it('may sign one after another: nobody meets the one before', async () => {
    const browser = new Browser();
    const colleague = await Sca.register(identity);
    expect((await sca.approve(sca.request(sca.query([hashOf('one')])), browser)).has('code')).toBe(true);
    expect((await colleague.approve(colleague.request(colleague.query([hashOf('one')])), browser)).has('code')).toBe(true);
    expect((await sca.approve(sca.request(sca.query([hashOf('one')])), browser)).has('code')).toBe(true);
  });

  it('a login is no evidence: the credential scope has no way through it', async () => {
    const { browser, uid } = await open();
    expect(isOver(await browser.get(at(uid, '/login')))).toBe(true);
  });
});
