import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { clientSettings } from '@paraph/contracts';
import { enrolmentChallenge, toBase64Url } from '@paraph/kernel';
import { rows } from '@paraph/platform';
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { Browser, type Visit } from './browser.js';
import { MANAGEMENT, runIdentity, type RunningIdentity } from './running-identity.js';
import { actText, hashOf, outcome, pkce, readFragment, Sca, SHA256, type Answer } from './sca.js';

const QUALIFIER = 'sandbox_one_session';
const ACCEPT = { kind: 'accept' };
const documents = [hashOf('one'), hashOf('two')];
let identity: RunningIdentity;
let sca: Sca;
let browser: Browser;
beforeAll(async () => {
  identity = await runIdentity();
  const sessions = [{ signatureQualifier: QUALIFIER, policyId: 'sandbox-one-session', algorithm: 'p256' as const, provider: identity.provider.issuer }];
  sca = await Sca.register(identity, undefined, { settings: { ...clientSettings.parse({}), sessions } });
});
beforeEach(() => {
  browser = new Browser();
  identity.provider.subject = 'alice';
  identity.neighbours.calls.length = 0;
});
afterAll(() => identity?.stop());

const details = (more: object = {}): string =>
  JSON.stringify(sca.details(documents, { credentialID: undefined, signatureQualifier: QUALIFIER, numSignatures: 2, ...more }));
const asked = (challenge = pkce().challenge, more: object = {}) => sca.request({ authorization_details: details(more) }, challenge);
const session = () => [...identity.neighbours.enrolments.values()].at(-1);
const activation = () => [...identity.neighbours.drafts.values()].at(-1);
const called = (name: string): number => identity.neighbours.calls.filter((one) => one === name).length;
const linksOf = async (signerId: string) => rows(identity.database, `SELECT subject FROM signer_identity WHERE signer_id = $1`, [signerId]);

/** CSC API v2 8.4.1: by HMAC with the digest of the client's secret. */
function accountToken(sub: string): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const payload = { sub, iat: Math.floor(Date.now() / 1_000), jti: randomUUID(), iss: 'Example Sign', azp: sca.clientId };
  const input = `${part({ typ: 'JWT', alg: 'HS256' })}.${part(payload)}`;
  return `${input}.${createHmac('sha256', createHash('sha256').update(sca.clientSecret).digest()).update(input).digest('base64url')}`;
}

/** From the request to the approval page, which shows terms and documents at once; nobody signed in. */
async function opened(parameters = asked()): Promise<{ uid: string; challenge: string }> {
  const { uid, statement } = readFragment(await sca.authorize(parameters, browser));
  return { uid, challenge: toBase64Url(enrolmentChallenge(statement)) };
}

const act = (uid: string, challenge: string, what: unknown = ACCEPT, from = browser): Promise<Visit> =>
  from.post(`${identity.origin}/interaction/${uid}/act`, { challenge, act: actText(what) });

const home = async (visit: Visit): Promise<URLSearchParams> => outcome(await browser.follow(visit, [identity.origin, identity.provider.issuer]));

async function signed(parameters?: Record<string, string>): Promise<{ answer: Answer; code: string }> {
  const { verifier, challenge } = pkce();
  const { uid, challenge: shown } = await opened({ ...(parameters ?? asked(challenge)), code_challenge: challenge });
  const code = (await home(await act(uid, shown))).get('code') ?? '';
  return { code, answer: await sca.redeem(code, verifier, parameters === undefined ? { authorization_details: details() } : {}) };
}

describe('IDN-07: a request by the qualifier of a session', () => {
  it('has a key made for exactly these documents and this client, and leads to the approval page without a sign-in', async () => {
    const { uid } = await opened();
    expect(uid).not.toBe('');
    expect(session()).toMatchObject({ held: false, session: { clientId: sca.clientId, hashAlgorithmOid: SHA256 } });
    expect(session()?.session?.documents).toEqual(documents.map((hash, at) => ({ hash, label: `Document ${at + 1}` })));
  });

  it('CSC-162: ends in a SAD for the credential that was made, which the answer names', async () => {
    const { answer } = await signed();
    const { credentialId = '', signerId = '' } = session() ?? {};
    expect(answer.body).toMatchObject({ token_type: 'Bearer', credentialID: credentialId });
    expect(answer.body['authorization_details']).toEqual([expect.objectContaining({ credentialID: credentialId, signatureQualifier: QUALIFIER })]);
    expect(await sca.introspect(answer.body['access_token'])).toMatchObject({ state: 'active', scope: 'credential', credentialId, signerId });
    expect(activation()?.state).toBe('issued');
  });

  it('works in the query form as well', async () => {
    const { answer } = await signed(sca.request(sca.query(documents, { credentialID: undefined, signatureQualifier: QUALIFIER })));
    expect(answer.body).toMatchObject({ credentialID: session()?.credentialId });
  });

  it('makes a signer of its own each time, whom nobody is signed in as afterwards', async () => {
    await signed();
    const first = session()?.signerId ?? '';
    await signed();
    const second = session()?.signerId ?? '';
    expect(second).not.toBe(first);
    expect([await linksOf(first), await linksOf(second)]).toEqual([[], []]);
  });

  it('leaves a person who is linked the signer that they were', async () => {
    const { signerId } = await identity.directory.createSigner({ subscriberId: sca.subscriberId, name: 'Carol' }, MANAGEMENT);
    await identity.database.query(`INSERT INTO signer_identity (signer_id, issuer, subject) VALUES ($1, $2, 'carol')`, [signerId, identity.provider.issuer]);
    identity.provider.subject = 'carol';
    const { answer } = await signed();
    expect(answer.status).toBe(200);
    const known = await rows<{ signer_id: string }>(identity.database, `SELECT signer_id FROM signer_identity WHERE subject = 'carol'`);
    expect(known.map((one) => one.signer_id)).toEqual([signerId]);
  });

  it('that is loaded again shows the same page, and no second key is made', async () => {
    const first = await opened();
    const again = readFragment(await browser.get(`${identity.origin}/interaction/${first.uid}`));
    expect([again.uid, toBase64Url(enrolmentChallenge(again.statement)), called('createCredential')]).toEqual([first.uid, first.challenge, 1]);
  });

  it('whose token is revoked ends its key in the SAM', async () => {
    const { answer } = await signed();
    expect((await sca.post('/oauth2/revoke', { token: String(answer.body['access_token']) })).status).toBe(204);
    expect(activation()).toMatchObject({ state: 'abandoned', reason: 'revoked' });
  });
});

describe('a session ends at once', () => {
  it('when its signer refuses', async () => {
    const { uid } = await opened();
    const refused = await home(await browser.get(`${identity.origin}/interaction/${uid}/refuse`));
    expect([refused.get('error'), session()?.state, session()?.reason]).toEqual(['access_denied', 'abandoned', 'refused']);
  });

  it('when the provider gives no evidence', async () => {
    const { uid, challenge } = await opened();
    const step = await act(uid, challenge);
    const state = new URL(step.location ?? '').searchParams.get('state') ?? '';
    const back = await home(
      await browser.get(`${identity.origin}/evidence/oidc/callback?${new URLSearchParams({ state, error: 'access_denied' }).toString()}`),
    );
    expect([back.get('error'), session()?.state, session()?.reason]).toEqual(['access_denied', 'abandoned', 'refused']);
  });

  it.each([
    ['evidence.invalid', 'access_denied'],
    ['session.over', 'access_denied'],
    ['certificate.refused', 'server_error'],
    ['authority.unavailable', 'temporarily_unavailable'],
  ] as const)('when it cannot be completed: %s', async (code, error) => {
    const { uid, challenge } = await opened();
    identity.neighbours.failures.set('completeEnrolment', code);
    const back = await home(await act(uid, challenge));
    expect([back.get('error'), back.has('code'), session()?.state, called('endSession')]).toEqual([error, false, 'abandoned', 1]);
  });

  it('when the page answers for another statement', async () => {
    const { uid } = await opened();
    expect((await home(await act(uid, 'x'.repeat(43)))).get('error')).toBe('access_denied');
    expect(session()?.state).toBe('abandoned');
  });

  it('when its statement cannot be had', async () => {
    identity.neighbours.failures.set('describeEnrolment', 'hsm.unavailable');
    expect(outcome(await sca.authorize(asked(), browser)).get('error')).toBe('temporarily_unavailable');
    expect(session()?.state).toBe('abandoned');
  });

  it('in the SAM, when somebody else than the signer the application named gave the evidence', async () => {
    const { signerId } = await identity.directory.createSigner({ subscriberId: sca.subscriberId, name: 'Dan' }, MANAGEMENT);
    await identity.database.query(`INSERT INTO signer_identity (signer_id, issuer, subject) VALUES ($1, $2, 'dan')`, [signerId, identity.provider.issuer]);
    for (const [subject, code] of [
      ['alice', false],
      ['dan', true],
    ] as const) {
      browser = new Browser();
      const { uid, challenge } = await opened({ ...asked(), account_token: accountToken(signerId) });
      expect(session()?.signerId).toBe(signerId);
      identity.provider.subject = subject;
      const back = await home(await act(uid, challenge));
      expect([subject, back.has('code'), activation()?.state]).toEqual([subject, code, code ? 'completed' : 'abandoned']);
    }
    expect(await linksOf(signerId)).toEqual([{ subject: 'dan' }]);
  });
});

describe('no session is opened', () => {
  it.each<[string, object, string]>([
    ['without documents', { documentDigests: undefined, numSignatures: 1 }, 'Missing (or invalid type) array parameter documentDigests'],
    ['for more signatures than documents', { numSignatures: 3 }, 'Invalid value for parameter numSignatures'],
    ['for digests that fit no algorithm', { hashAlgorithmOID: '1.2.3' }, 'Invalid parameter hashAlgorithmOID'],
  ])('%s', async (_what, more, description) => {
    expect(outcome(await sca.authorize(asked(undefined, more))).get('error_description')).toBe(description);
    expect(called('createCredential')).toBe(0);
  });

  it('for a client whose settings do not offer it: there the qualifier chooses among the person’s credentials, as ever', async () => {
    const other = await Sca.register(identity);
    const page = await other.authorize(other.request({ authorization_details: details() }), browser);
    expect([page.status, page.text.includes('/login'), called('createCredential')]).toEqual([200, true, 0]);
  });

  it('by a sign-in: it proves nothing that a signature may stand on', async () => {
    const { uid } = await opened();
    const visit = await browser.follow(await browser.get(`${identity.origin}/interaction/${uid}/login`), [identity.origin, identity.provider.issuer]);
    expect([visit.status, called('createCredential'), called('completeEnrolment')]).toEqual([400, 1, 0]);
  });

  it('where key-lifecycle refuses', async () => {
    identity.neighbours.failures.set('createCredential', 'pool.empty');
    expect(outcome(await sca.authorize(asked(), browser)).get('error')).toBe('temporarily_unavailable');
    expect(called('openEnrolment') + called('completeEnrolment')).toBe(0);
  });

  it('for whoever has only the address of its enrolment: it is completed in the browser of the request', async () => {
    await opened();
    const [id] = [...identity.neighbours.enrolments.keys()].slice(-1);
    const stranger = new Browser();
    expect((await stranger.get(`${identity.origin}/enrolment/${id}`)).location).toBeUndefined();
    const posted = await act(id ?? '', 'x', ACCEPT, stranger);
    expect([posted.location, called('completeEnrolment')]).toEqual([undefined, 0]);
  });
});
