import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { changeChallenge, newId, toBase64Url } from '@paraph/kernel';
import { Browser, type Visit } from './browser.js';
import { assertionOver, sealed } from './fake-drafts.js';
import { runIdentity, type RunningIdentity } from './running-identity.js';
import { actText, BEGIN_OIDC, outcome, pkce, readFragment, Sca, type Answer } from './sca.js';

let identity: RunningIdentity;
let sca: Sca;
let browser: Browser;
beforeAll(async () => {
  identity = await runIdentity();
  sca = await Sca.register(identity);
});
beforeEach(() => {
  browser = new Browser();
  identity.neighbours.policies.delete(sca.credentialId);
});
afterAll(() => identity?.stop());

const details = (credentialID = sca.credentialId): string =>
  JSON.stringify([{ type: 'https://cloudsignatureconsortium.org/2025/credential-deletion', credentialID }]);
const asked = (challenge = pkce().challenge, credentialId?: string) => sca.request({ authorization_details: details(credentialId) }, challenge);
const change = () => [...identity.neighbours.changes.values()].at(-1);
const onwards = async (visit: Visit): Promise<Visit> => browser.follow(visit, [identity.origin, identity.provider.issuer]);

async function shown(parameters = asked()): Promise<{ uid: string; challenge: string; statement: string }> {
  const { uid, statement } = readFragment(await sca.authorize(parameters, browser));
  return { uid, statement, challenge: toBase64Url(changeChallenge(statement)) };
}

async function decided(): Promise<Answer> {
  const { verifier, challenge } = pkce();
  const { uid, challenge: over } = await shown(asked(challenge));
  const result = outcome(await onwards(await sca.act(browser, uid, over, BEGIN_OIDC)));
  return sca.redeem(result.get('code') ?? '', verifier, { authorization_details: details() });
}

describe('an authorisation to delete a credential', () => {
  it('CSC-186: leads to the approval page with the SAM’s statement of the decision, without a login', async () => {
    const { uid, statement } = await shown();
    expect([uid === '', change()?.statement, change()?.change]).toEqual([false, statement, { act: 'destroy' }]);
    expect(change()?.signerId).toBe(sca.signerId);
  });

  it('CSC-186: ends in a token that names credential and decision, and is good for nothing else', async () => {
    const { status, body } = await decided();
    expect([status, body['token_type'], body['refresh_token']]).toEqual([200, 'Bearer', undefined]);
    const changeId = [...identity.neighbours.changes.keys()].at(-1);
    expect(await sca.introspect(body['access_token'])).toMatchObject({
      state: 'active',
      scope: 'credential-deletion',
      signerId: sca.signerId,
      credentialId: sca.credentialId,
      changeId,
    });
    expect(change()?.state).toBe('completed');
    // Nothing was destroyed by that: the application does it, or nobody.
    expect(identity.neighbours.calls).not.toContain('destroyByDecision');
  });

  it('takes several means, and asks again for what was wrong', async () => {
    identity.neighbours.policies.set(sca.credentialId, [['passkey', 'pin']]);
    const { uid, challenge } = await shown();
    const evidence = (kind: string, value: object): object => ({ kind: 'evidence', evidence: { kind, ...value } });
    const back = readFragment(await sca.act(browser, uid, challenge, evidence('passkey', { assertion: assertionOver(challenge) })));
    expect([back.uid, back.hints]).toEqual([uid, { given: 'passkey' }]);
    expect(readFragment(await sca.act(browser, uid, challenge, evidence('pin', { sealed: sealed('wrong') }))).hints['again']).toBe('evidence.invalid');
    expect(outcome(await onwards(await sca.act(browser, uid, challenge, evidence('pin', { sealed: sealed('right') })))).has('code')).toBe(true);
  });

  it('loaded again drafts anew, and the decision before cannot be taken any more', async () => {
    const { uid, challenge } = await shown();
    const first = change();
    const again = readFragment(await browser.get(`${identity.origin}/interaction/${uid}`));
    expect([first?.state, again.statement === first?.statement]).toEqual(['abandoned', false]);
    expect(outcome(await onwards(await sca.act(browser, uid, challenge, BEGIN_OIDC))).get('error')).toBe('access_denied');
  });

  it('that is revoked is told as revoked', async () => {
    const { body } = await decided();
    expect((await sca.post('/oauth2/revoke', { token: String(body['access_token']) })).status).toBe(204);
    expect(await sca.introspect(body['access_token'])).toEqual({ state: 'revoked' });
  });
});

describe('no deletion token is given', () => {
  it('when the signer refuses, and the decision is abandoned in the SAM', async () => {
    const { uid } = await shown();
    const refused = outcome(await onwards(await browser.get(`${identity.origin}/interaction/${uid}/refuse`)));
    expect([refused.get('error'), refused.has('code'), change()?.state]).toEqual(['access_denied', false, 'abandoned']);
  });

  it('for a credential that is not there', async () => {
    const refused = outcome(await sca.authorize(asked(undefined, newId('cred'))));
    expect([refused.get('error'), refused.get('error_description')]).toEqual(['invalid_request', 'Invalid parameter credentialID']);
  });

  it('before the evidence is complete, whoever asks', async () => {
    identity.neighbours.policies.set(sca.credentialId, [['oidc', 'pin']]);
    const { uid, challenge } = await shown();
    const back = await onwards(await sca.act(browser, uid, challenge, BEGIN_OIDC));
    expect(readFragment(back).hints).toMatchObject({ given: 'oidc' });
    expect((await browser.get(`${identity.origin}/oauth2/authorize/${uid}`)).location ?? '').not.toContain('code=');
  });

  it('in another browser, or by way of the change’s own page', async () => {
    const { uid, challenge } = await shown();
    const stranger = new Browser();
    expect((await sca.act(stranger, uid, challenge, BEGIN_OIDC)).status).toBe(400);
    const changeId = [...identity.neighbours.changes.keys()].at(-1) ?? '';
    expect((await browser.post(`${identity.origin}/change/${changeId}/act`, { challenge, act: actText(BEGIN_OIDC) })).status).toBe(404);
    expect(change()?.state).toBe('open');
  });

  it('for an answer that the signer’s own login gives in another browser', async () => {
    const { uid, challenge } = await shown();
    const sent = await sca.act(browser, uid, challenge, BEGIN_OIDC);
    const signer = new Browser();
    const back = await signer.follow(await signer.get(sent.location ?? ''), [identity.provider.issuer, identity.origin]);
    expect([back.status, change()?.state]).toEqual([400, 'open']);
  });

  it('at the base of v1, or to a client by itself', async () => {
    const v1 = sca.at('v1');
    expect(outcome(await v1.authorize(v1.request({ scope: 'credential-deletion', credentialID: sca.credentialId }))).get('error')).toBe('invalid_scope');
    expect((await sca.token({ grant_type: 'client_credentials', scope: 'credential-deletion' })).body['error']).toBe('invalid_scope');
  });
});
