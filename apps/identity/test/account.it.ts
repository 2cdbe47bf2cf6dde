import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { changeChallenge, newId, proposalChallenge, sha256, toBase64Url } from '@paraph/kernel';
import { rows } from '@paraph/platform';
import { Browser, type Visit } from './browser.js';
import { assertionOver, challengeOf } from './fake-drafts.js';
import { APPROVAL, runIdentity, type RunningIdentity } from './running-identity.js';
import { actText, readFragment, Sca } from './sca.js';

let identity: RunningIdentity;
let sca: Sca;
let browser: Browser;
beforeAll(async () => {
  identity = await runIdentity();
  sca = await Sca.register(identity);
  await identity.database.query(`INSERT INTO signer_identity (signer_id, issuer, subject) VALUES ($1, $2, 'alice')`, [sca.signerId, identity.provider.issuer]);
});
beforeEach(() => {
  browser = new Browser();
  identity.provider.subject = 'alice';
  identity.neighbours.states.clear();
  identity.neighbours.policies.clear();
});
afterAll(() => identity?.stop());

const at = (path = ''): string => `${identity.origin}/account${path}`;
const credential = (path = '', id = sca.credentialId): string => at(`/credentials/${id}${path}`);
const signIn = (from = browser): Promise<Visit> => from.get(at('/sign-in')).then((visit) => from.follow(visit, [identity.origin, identity.provider.issuer]));

/** The token of the form that leads to this address. */
function tokenFor(visit: Visit, action: string): string {
  return (
    new RegExp(`action="${action.slice(identity.origin.length)}[^"]*"[^>]*>\\s*<input type="hidden" name="token" value="([^"]+)"`).exec(visit.text)?.[1] ?? ''
  );
}

async function change(form: Record<string, string>): Promise<Visit> {
  const token = tokenFor(await browser.get(credential()), credential('/changes'));
  return browser.post(credential('/changes'), { token, ...form });
}

async function events(): Promise<{ type: string; actor: { id: string } }[]> {
  const found = await rows<{ body: string }>(identity.database, `SELECT body FROM event_outbox WHERE type LIKE 'account-%' ORDER BY sequence`);
  return found.map((row) => JSON.parse(row.body) as { type: string; actor: { id: string } });
}

describe('the signer’s own page', () => {
  it('asks who is there, and shows nothing before', async () => {
    const visit = await browser.get(at());
    expect([visit.status, visit.text.includes('Sign in'), visit.text.includes(sca.credentialId)]).toEqual([200, true, false]);
    for (const path of [credential(), credential('/suspend')]) expect((await browser.get(path)).location).toBe('/account?lang=en');
    for (const path of [credential('/suspend'), credential('/changes')]) expect((await browser.post(path, { token: 'x' })).location).toBe('/account?lang=en');
  });

  it('shows who signed in what is theirs, under a cookie of its own, with an event', async () => {
    const before = (await events()).length;
    const visit = await signIn();
    expect([visit.url, visit.text.includes('Alice Example'), visit.text.includes('Example Ltd'), visit.text.includes('For &lt;leases&gt;')]).toEqual([
      at(),
      true,
      true,
      true,
    ]);
    expect(visit.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect((await events()).slice(before)).toMatchObject([{ type: 'account-opened', actor: { kind: 'signer', id: sca.signerId } }]);
  });

  it('is nobody else’s: another person is told so, and gets no session', async () => {
    identity.provider.subject = 'mallory';
    const visit = await signIn();
    expect([visit.status, visit.text.includes('You are not known here')]).toEqual([403, true]);
    expect((await browser.get(at())).text).toContain('Sign in');
  });

  it('ends at the sign-out, also for who kept the cookie', async () => {
    const visit = await signIn();
    const cookie = `paraph_account=${browser.cookie('paraph_account') ?? ''}`;
    await browser.post(at('/sign-out'), { token: 'made up' });
    expect((await browser.get(at())).text).toContain('Alice Example');
    await browser.post(at('/sign-out'), { token: tokenFor(visit, at('/sign-out')) });
    expect((await new Browser().get(at(), { cookie })).text).toContain('Sign in');
    expect((await events()).at(-1)).toMatchObject({ type: 'account-closed', actor: { id: sca.signerId } });
  });

  it('ends by itself, and a cookie that was made up opens nothing', async () => {
    await signIn();
    await identity.database.query(`UPDATE protocol_object SET expires_at = now() - interval '1 second' WHERE kind = 'AccountSession'`);
    expect((await browser.get(at())).text).toContain('Sign in');
    expect((await new Browser().get(at(), { cookie: `paraph_account=${'A'.repeat(120)}` })).text).toContain('Sign in');
  });

  it('does not open by a login that began for an application, nor an application’s request by this login', async () => {
    await sca.signIn(sca.request({ scope: 'service' }), browser);
    expect((await browser.get(at())).text).toContain('Sign in');
    const other = new Browser();
    const state = new URL((await other.get(at('/sign-in'))).location ?? '').searchParams.get('state') ?? '';
    expect((await browser.get(`${identity.origin}/login/oidc/callback?state=${state}&code=x`)).status).toBe(400);
  });

  it('says so when the provider does not sign the person in', async () => {
    identity.provider.denies = true;
    const visit = await signIn();
    identity.provider.denies = false;
    expect([visit.status, (await browser.get(at())).text.includes('Sign in')]).toEqual([400, true]);
  });

  it('is not there for another’s credential', async () => {
    const another = newId('cred');
    identity.neighbours.credentials.set(another, newId('sgn'));
    await signIn();
    expect((await browser.get(credential('', another))).status).toBe(404);
    expect((await browser.get(credential('/suspend', another))).status).toBe(404);
    expect((await browser.get(credential('', '..%2f..%2f'))).status).toBe(404);
  });

  it('shows what it can when the SAM does not answer', async () => {
    await signIn();
    identity.neighbours.failures.set('listSignatures', 'hsm.unavailable');
    identity.neighbours.failures.set('describeBinding', 'service.unavailable');
    const visit = await browser.get(credential());
    expect([visit.status, visit.text.includes('does not answer')]).toEqual([200, true]);
  });
});

describe('suspending', () => {
  it('takes effect at once, after one question', async () => {
    await signIn();
    const question = await browser.get(credential('/suspend'));
    expect(identity.neighbours.states.size).toBe(0);
    const end = await browser.follow(await browser.post(credential('/suspend'), { token: tokenFor(question, credential('/suspend')) }), [identity.origin]);
    expect([identity.neighbours.states.get(sca.credentialId), end.text.includes('The certificate is suspended.')]).toEqual(['suspended', true]);
  });

  it('is done by no form of somebody else’s', async () => {
    await signIn();
    const question = await browser.get(credential('/suspend'));
    const own = tokenFor(question, credential('/suspend'));
    const elsewhere = tokenFor(await browser.get(credential()), credential('/changes'));
    const mallory = new Browser();
    await signIn(mallory);
    const theirs = tokenFor(await mallory.get(credential('/suspend')), credential('/suspend'));
    for (const token of ['', 'made up', elsewhere, theirs, `${own}x`.slice(1)])
      expect((await browser.post(credential('/suspend'), { token })).status).toBe(409);
    expect(identity.neighbours.states.size).toBe(0);
    await browser.post(credential('/suspend'), { token: own });
    expect(identity.neighbours.states.size).toBe(1);
  });

  it('of what is suspended is told to be impossible, and of what cannot be reached to be tried again', async () => {
    await signIn();
    const token = tokenFor(await browser.get(credential('/suspend')), credential('/suspend'));
    identity.neighbours.failures.set('suspendCredential', 'hsm.unavailable');
    expect((await browser.post(credential('/suspend'), { token })).status).toBe(503);
    identity.neighbours.states.set(sca.credentialId, 'suspended');
    const visit = await browser.post(credential('/suspend'), { token });
    expect([visit.status, visit.text.includes('cannot be done')]).toEqual([409, true]);
  });
});

describe('a change', () => {
  it('is drafted by the SAM, shown on the approval page, proven and done in this browser', async () => {
    identity.neighbours.policies.set(sca.credentialId, [['passkey']]);
    await signIn();
    const begun = await browser.post(`${credential('/changes')}?lang=fr`, {
      token: tokenFor(await browser.get(credential()), credential('/changes')),
      change: 'add-passkey',
    });
    const { uid, statement, hints } = readFragment(begun);
    const [changeId, draft] = [...identity.neighbours.changes].at(-1) ?? [];
    expect([uid, statement, hints, draft?.change]).toEqual(['', draft?.statement, { lang: 'fr' }, { act: 'add-means', kind: 'passkey' }]);
    const challenge = toBase64Url(changeChallenge(statement));
    const act = (what: unknown, from = browser) => from.post(`${identity.origin}/change/${changeId}/act`, { challenge, act: actText(what) });

    // Nobody else takes part.
    expect((await act({ kind: 'refuse' }, new Browser())).status).toBe(404);
    const registrations = '[{"kind":"passkey"}]';
    const offered = toBase64Url(sha256(registrations));
    expect(readFragment(await act({ kind: 'register', registrations })).hints).toEqual({ offered, lang: 'fr' });
    // Every visit from now on is told what was offered, and evidence is over it.
    const passkey = (over: string) => ({ kind: 'evidence', evidence: { kind: 'passkey', assertion: assertionOver(over) } });
    expect(readFragment(await act(passkey(challenge))).hints).toEqual({ again: 'evidence.invalid', offered, lang: 'fr' });
    const end = await browser.follow(await act(passkey(draft ? challengeOf(draft) : '')), [identity.origin]);
    expect([end.status, end.text.includes('Votre changement est enregistré'), end.text.includes('href="/account"')]).toEqual([200, true, true]);
    expect((await new Browser().get(end.url)).status).toBe(404);
  });

  it('over the provider keeps what was offered', async () => {
    identity.neighbours.policies.set(sca.credentialId, [['oidc', 'passkey']]);
    await signIn();
    const { statement } = readFragment(await change({ change: 'add-passkey' }));
    const [changeId] = [...identity.neighbours.changes].at(-1) ?? [];
    const challenge = toBase64Url(changeChallenge(statement));
    const act = (what: unknown) => browser.post(`${identity.origin}/change/${changeId}/act`, { challenge, act: actText(what) });
    const registrations = '[{"kind":"passkey"}]';
    await act({ kind: 'register', registrations });
    const back = await browser.follow(await act({ kind: 'begin', means: 'oidc' }), [identity.origin, identity.provider.issuer]);
    expect(readFragment(back).hints).toEqual({ given: 'oidc', offered: toBase64Url(sha256(registrations)) });
  });

  it.each<[Record<string, string>, object]>([
    [{ change: 'add-pin' }, { act: 'add-means', kind: 'pin' }],
    [{ change: 'add-totp' }, { act: 'add-means', kind: 'totp' }],
    [
      { change: 'remove', means: `mns_${'A'.repeat(22)}` },
      { act: 'remove-means', meansId: `mns_${'A'.repeat(22)}` },
    ],
    [{ change: 'resume' }, { act: 'resume' }],
  ])('%j leads to the approval page', async (form, act) => {
    await signIn();
    expect((await change(form)).location).toContain(`${APPROVAL}/#statement=`);
    expect([...identity.neighbours.changes.values()].at(-1)?.change).toEqual(act);
  });

  it('that is refused leads back here', async () => {
    await signIn();
    const { statement } = readFragment(await change({ change: 'resume' }));
    const [changeId, draft] = [...identity.neighbours.changes].at(-1) ?? [];
    const form = { challenge: toBase64Url(changeChallenge(statement)), act: actText({ kind: 'refuse' }) };
    expect([(await browser.post(`${identity.origin}/change/${changeId}/act`, form)).location, draft?.state]).toEqual(['/account', 'abandoned']);
  });

  it.each<[Record<string, string>, number]>([
    [{}, 400],
    [{ change: 'add-oidc' }, 400],
    [{ change: 'remove' }, 400],
    [{ change: 'remove', means: 'mns_1' }, 400],
    [{ change: 'destroy' }, 400],
    [{ token: 'made up', change: 'resume' }, 409],
  ])('%j is none', async (form, status) => {
    await signIn();
    const before = identity.neighbours.changes.size;
    expect([(await change(form)).status, identity.neighbours.changes.size]).toEqual([status, before]);
  });

  it.each([
    ['credential.state', 409],
    ['means.unknown', 409],
    ['activation.busy', 503],
    ['hsm.unavailable', 503],
  ] as const)('that the SAM does not draft (%s) is told on the page', async (code, status) => {
    await signIn();
    const token = tokenFor(await browser.get(credential()), credential('/changes'));
    identity.neighbours.failures.set('openChange', code);
    const visit = await browser.post(credential('/changes'), { token, change: 'resume' });
    expect([visit.status, visit.text.includes('Nothing was changed')]).toEqual([status, true]);
  });
});

describe('a renewal of a credential', () => {
  const renew = async (form: Record<string, string>): Promise<Visit> => {
    const token = tokenFor(await browser.get(credential()), credential('/renewals'));
    return browser.post(credential('/renewals'), { token, ...form });
  };

  it.each(['renewal', 'update', 'rekey'])('that is a %s leads to the enrolment that asks for it', async (renews) => {
    await signIn();
    const { location } = await renew({ renews });
    expect(location).toMatch(/^\/enrolment\/enr_[A-Za-z0-9_-]{22}\?lang=en$/);
    expect((await browser.get(`${identity.origin}${location}`)).location).toContain(`${APPROVAL}/#statement=`);
  });

  it.each<[Record<string, string>, number]>([
    [{}, 400],
    [{ renews: 'merge' }, 400],
    [{ token: 'made up', renews: 'renewal' }, 409],
  ])('%j is none', async (form, status) => {
    await signIn();
    const asked = (): number => identity.neighbours.calls.filter((call) => call === 'renewCredential').length;
    const before = asked();
    expect([(await renew(form)).status, asked()]).toEqual([status, before]);
  });

  it.each([
    ['credential.state', 409],
    ['hsm.unavailable', 503],
  ] as const)('that is refused with %s says that nothing was changed', async (code, status) => {
    await signIn();
    const token = tokenFor(await browser.get(credential()), credential('/renewals'));
    identity.neighbours.failures.set('renewCredential', code);
    const visit = await browser.post(credential('/renewals'), { token, renews: 'renewal' });
    expect([visit.status, visit.text.includes('Nothing was changed')]).toEqual([status, true]);
  });
});

describe('a proposal', () => {
  it('is shown to whoever has its address, and approved by passkeys alone', async () => {
    const { proposalId, statement } = identity.neighbours.propose();
    const base = `${identity.origin}/proposal/${proposalId}`;
    expect(readFragment(await browser.get(`${base}?lang=fr`))).toMatchObject({ uid: '', statement, hints: { lang: 'fr' } });
    const challenge = toBase64Url(proposalChallenge(statement));
    const approve = () =>
      browser.post(`${base}/act`, { challenge, act: actText({ kind: 'evidence', evidence: { kind: 'passkey', assertion: assertionOver(challenge) } }) });
    expect((await approve()).text).toMatch(/more approvers are needed[^]*Approver &lt;1&gt;/);
    expect((await approve()).text).toMatch(/It is done[^]*Approver &lt;2&gt;/);
    expect(readFragment(await approve()).hints).toEqual({ again: 'proposal.state' });
    expect((await browser.post(`${base}/act`, { challenge: 'x', act: actText({ kind: 'refuse' }) })).status).toBe(400);
    expect((await browser.get(`${identity.origin}/proposal/${newId('prop')}`)).status).toBe(404);
    expect((await browser.get(`${identity.origin}/proposal/x/carry`)).status).toBe(404);
  });
});
