import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { activationChallenge, newId, toBase64Url } from '@paraph/kernel';
import { Browser, type Visit } from './browser.js';
import { runIdentity, type RunningIdentity } from './running-identity.js';
import { hashOf, outcome, readFragment, Sca } from './sca.js';

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
  const { uid, statement } = readFragment(await sca.authorize(sca.request(sca.query([hashOf('one')])), browser));
  return { browser, uid, challenge: toBase64Url(activationChallenge(statement)) };
}

const at = (uid: string, step: string): string => `${identity.origin}/interaction/${uid}${step}`;
const lastDraft = () => [...identity.neighbours.drafts.values()].at(-1);

/** Approves and signs in, and stops before the provider's answer is carried back. */
async function toCallback({ browser, uid, challenge }: Opened): Promise<string> {
  const toProvider = await browser.get(at(uid, `/continue?challenge=${challenge}`));
  return (await browser.get(toProvider.location ?? '')).location ?? '';
}

function isOver(visit: Visit): boolean {
  return visit.status === 400 && visit.text.includes('This request is over');
}

describe('a request belongs to the browser it began in', () => {
  it.each(['', '/continue?challenge=x', '/refuse', '/login'])('another browser gets nowhere at “%s”', async (step) => {
    const { uid } = await open();
    expect(isOver(await new Browser().get(at(uid, step)))).toBe(true);
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
    const result = outcome(await browser.follow(await browser.get(at(uid, `/continue?challenge=${'A'.repeat(43)}`)), [identity.origin]));
    expect([result.get('error'), lastDraft()?.state]).toEqual(['access_denied', 'abandoned']);
  });

  it('of a page that was loaded again counts for the newest draft only', async () => {
    const first = await open();
    const again = readFragment(await first.browser.get(at(first.uid, '')));
    expect([...identity.neighbours.drafts.values()].slice(-2).map((draft) => draft.state)).toEqual(['abandoned', 'open']);
    const challenge = toBase64Url(activationChallenge(again.statement));
    expect(challenge).not.toBe(first.challenge);
    const callback = await toCallback({ ...first, challenge });
    expect(outcome(await first.browser.follow(await first.browser.get(callback), [identity.origin])).has('code')).toBe(true);
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
    identity.neighbours.failures.set('completeActivation', 'service.unavailable');
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
