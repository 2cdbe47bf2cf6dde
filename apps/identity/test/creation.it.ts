import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { clientSettings } from '@paraph/contracts';
import { enrolmentChallenge, toBase64Url } from '@paraph/kernel';
import { rows } from '@paraph/platform';
import { Browser, type Visit } from './browser.js';
import { MANAGEMENT, runIdentity, type RunningIdentity } from './running-identity.js';
import { actText, BEGIN_OIDC, outcome, pkce, readFragment, Sca, type Answer } from './sca.js';

const POLICY = '0.4.0.194112.1.2';
const ACCEPT = { kind: 'accept' };
let identity: RunningIdentity;
let sca: Sca;
let browser: Browser;
beforeAll(async () => {
  identity = await runIdentity();
  const creation = [{ certificatePolicy: POLICY, policyId: 'sandbox', algorithm: 'p256' as const, provider: identity.provider.issuer }];
  sca = await Sca.register(identity, undefined, { settings: { ...clientSettings.parse({}), creation } });
  await identity.database.query(`INSERT INTO signer_identity (signer_id, issuer, subject) VALUES ($1, $2, 'alice')`, [sca.signerId, identity.provider.issuer]);
});
beforeEach(() => {
  browser = new Browser();
  identity.provider.subject = 'alice';
});
afterAll(() => identity?.stop());

const details = (policy = POLICY): string =>
  JSON.stringify([{ type: 'https://cloudsignatureconsortium.org/2025/credential-creation', credentialCreationRequest: { certificatePolicy: policy } }]);
const asked = (challenge = pkce().challenge, policy?: string) => sca.request({ authorization_details: details(policy) }, challenge);
const enrolment = () => [...identity.neighbours.enrolments.values()].at(-1);
const enrolments = (): number => identity.neighbours.enrolments.size;
const onwards = async (visit: Visit, from = browser): Promise<Visit> => from.follow(visit, [identity.origin, identity.provider.issuer]);

/** From the request to the approval page with the enrolment. */
async function prepared(parameters = asked(), from = browser): Promise<{ uid: string; challenge: string }> {
  const page = await sca.authorize(parameters, from);
  const path = /href="(\/interaction\/[^"]+\/login[^"]*)"/.exec(page.text)?.[1] ?? '';
  const { uid, statement } = readFragment(await onwards(await from.get(identity.origin + path), from));
  return { uid, challenge: toBase64Url(enrolmentChallenge(statement)) };
}

const act = (uid: string, challenge: string, what: unknown, from = browser): Promise<Visit> =>
  from.post(`${identity.origin}/interaction/${uid}/act`, { challenge, act: actText(what) });

async function created(): Promise<{ answer: Answer; credentialId: string }> {
  const { verifier, challenge } = pkce();
  const { uid, challenge: shown } = await prepared(asked(challenge));
  const result = outcome(await onwards(await act(uid, shown, ACCEPT)));
  const answer = await sca.redeem(result.get('code') ?? '', verifier, { authorization_details: details() });
  return { answer, credentialId: enrolment()?.credentialId ?? '' };
}

describe('an authorisation to have a credential made', () => {
  it('CSC-184: asks the person to sign in, then shows the enrolment on the approval page, and prepares a held credential', async () => {
    const page = await sca.authorize({ ...asked(), lang: 'fr' });
    expect(page.text).toContain('Faire établir un certificat');
    const { uid } = await prepared();
    expect(uid).not.toBe('');
    expect(enrolment()).toMatchObject({ signerId: sca.signerId, held: true, bound: false });
  });

  it('CSC-184: ends in a token that is good for claiming that one credential and for nothing else', async () => {
    const { answer, credentialId } = await created();
    expect([answer.status, answer.body['token_type']]).toEqual([200, 'Bearer']);
    expect(answer.body['refresh_token']).toBeUndefined();
    expect(await sca.introspect(answer.body['access_token'])).toMatchObject({
      state: 'active',
      scope: 'credential-creation',
      signerId: sca.signerId,
      credentialId,
    });
    expect(enrolment()?.bound).toBe(true);
  });

  it('works by the scope as well', async () => {
    const { verifier, challenge } = pkce();
    const request = sca.request({ scope: 'credential-creation', certificatePolicy: POLICY }, challenge);
    const { uid, challenge: shown } = await prepared(request);
    const code = outcome(await onwards(await act(uid, shown, ACCEPT))).get('code') ?? '';
    const { body } = await sca.redeem(code, verifier);
    expect(await sca.introspect(body['access_token'])).toMatchObject({ scope: 'credential-creation', credentialId: enrolment()?.credentialId });
  });

  it('shows the same enrolment when the page is loaded again, and prepares no second credential', async () => {
    const { uid, challenge } = await prepared();
    const count = enrolments();
    const again = readFragment(await browser.get(`${identity.origin}/interaction/${uid}`));
    expect([again.uid, toBase64Url(enrolmentChallenge(again.statement)), enrolments()]).toEqual([uid, challenge, count]);
  });

  it('registers means on the way', async () => {
    const { uid, challenge } = await prepared();
    expect(outcome(await onwards(await act(uid, challenge, { kind: 'register', registrations: '[1]' }))).has('code')).toBe(true);
    expect(enrolment()?.registrations).toBe('[1]');
  });

  it('that is revoked is told as revoked', async () => {
    const { answer } = await created();
    expect((await sca.post('/oauth2/revoke', { token: String(answer.body['access_token']) })).status).toBe(204);
    expect(await sca.introspect(answer.body['access_token'])).toEqual({ state: 'revoked' });
  });
});

describe('nothing is made', () => {
  it('CSC-184: for a person who is no signer of the subscriber', async () => {
    identity.provider.subject = 'stranger';
    const count = enrolments();
    const page = await sca.authorize(asked(), browser);
    const path = /href="(\/interaction\/[^"]+\/login[^"]*)"/.exec(page.text)?.[1] ?? '';
    expect((await onwards(await browser.get(identity.origin + path))).text).toContain('You are not known here');
    expect(enrolments()).toBe(count);
  });

  it('by a policy that the operator did not allow the client', async () => {
    const refused = outcome(await sca.authorize(asked(undefined, '1.2.3')));
    expect(refused.get('error')).toBe('invalid_request');
    const nobody = await Sca.register(identity);
    expect(outcome(await nobody.authorize(nobody.request({ authorization_details: details() }))).get('error')).toBe('invalid_request');
  });

  it('for a person who refuses', async () => {
    const { uid } = await prepared();
    const refused = outcome(await onwards(await browser.get(`${identity.origin}/interaction/${uid}/refuse`)));
    expect([refused.get('error'), refused.has('code'), enrolment()?.bound]).toEqual(['access_denied', false, false]);
  });

  it('with evidence of another person than the one who signed in', async () => {
    const { signerId: bob } = await identity.directory.createSigner({ subscriberId: sca.subscriberId, name: 'Bob' }, MANAGEMENT);
    await identity.database.query(`INSERT INTO signer_identity (signer_id, issuer, subject) VALUES ($1, $2, 'bob')`, [bob, identity.provider.issuer]);
    for (const subject of ['bob', 'unknown']) {
      const { uid, challenge } = await prepared(undefined, (browser = new Browser()));
      identity.provider.subject = subject;
      const refused = outcome(await onwards(await act(uid, challenge, ACCEPT)));
      expect([subject, refused.get('error'), refused.has('code')]).toEqual([subject, 'access_denied', false]);
      identity.provider.subject = 'alice';
    }
    const linked = await rows<{ subject: string }>(identity.database, `SELECT subject FROM signer_identity WHERE signer_id = $1`, [sca.signerId]);
    expect(linked.map(({ subject }) => subject)).toEqual(['alice']);
  });

  it('in another browser than the one that asked', async () => {
    const { uid, challenge } = await prepared();
    const stranger = new Browser();
    expect((await act(uid, challenge, ACCEPT, stranger)).status).toBe(400);
    // And its own enrolment page gives a stranger nothing that ends here.
    const id = [...identity.neighbours.enrolments.keys()].at(-1) ?? '';
    await stranger.get(`${identity.origin}/enrolment/${id}`);
    const done = await stranger.follow(await stranger.post(`${identity.origin}/enrolment/${id}/act`, { challenge, act: actText(ACCEPT) }), [
      identity.origin,
      identity.provider.issuer,
    ]);
    expect(done.location).toBeUndefined();
  });

  it('by anything but the acceptance of the statement that is shown', async () => {
    const { uid, challenge } = await prepared();
    expect(outcome(await onwards(await act(uid, 'x'.repeat(43), ACCEPT))).get('error')).toBe('access_denied');
    const next = await prepared(undefined, (browser = new Browser()));
    expect(outcome(await onwards(await act(next.uid, next.challenge, BEGIN_OIDC))).has('code')).toBe(false);
    expect(challenge).not.toBe(next.challenge);
  });

  it('when key-lifecycle refuses', async () => {
    identity.neighbours.failures.set('createCredential', 'hsm.unavailable');
    const page = await sca.authorize(asked(), browser);
    const path = /href="(\/interaction\/[^"]+\/login[^"]*)"/.exec(page.text)?.[1] ?? '';
    expect(outcome(await onwards(await browser.get(identity.origin + path))).get('error')).toBe('temporarily_unavailable');
  });

  it('at the base of v1, which knows no such scope', async () => {
    const v1 = sca.at('v1');
    expect(outcome(await v1.authorize(v1.request({ scope: 'credential-creation', certificatePolicy: POLICY }))).get('error')).toBe('invalid_scope');
  });

  it('by a client of its own, without a person', async () => {
    expect((await sca.token({ grant_type: 'client_credentials', scope: 'credential-creation' })).body['error']).toBe('invalid_scope');
  });
});
