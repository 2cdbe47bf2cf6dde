/** Scope `service` for a person who signed in (CSC v2 8.4): what they see is theirs, and nobody signs with another's SAD. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import { approve, type Person } from '../tools/sandbox/signer/robot.ts';
import { Application, digestOf } from './harness/application.ts';
import { e400, refusal, type Answer } from './harness/answer.ts';
import { signaturesMade } from './harness/audit-log.ts';
import { credentialOf, RSA_SHA256, person, sandbox } from './harness/stack.ts';

const application = new Application();
// Bob: other tests enrol Alice again as further signers, and a sign-in finds the person's newest.
const own = credentialOf('bob', 'rsa3072');
const foreign = credentialOf('alice', 'p256');

/** Signs a person in at the identity provider, through the code flow; by default the scope is `service` (CSC-133). */
async function signIn(who: Person, scope?: string): Promise<Answer> {
  const verifier = randomBytes(32).toString('base64url');
  const { clientId, redirectUri } = application.client;
  const url = application.authorizeUrl({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    state: 'a-state-of-our-own',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...(scope === undefined ? {} : { scope }),
  });
  const redirect = await approve(url, who);
  expect(redirect.searchParams.get('state')).toBe('a-state-of-our-own');
  const code = redirect.searchParams.get('code') ?? '';
  return application.oauth('token', { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier });
}

describe('a person who signed in', () => {
  let bobs: Answer;
  let token: string;
  beforeAll(async () => {
    bobs = await signIn(person('bob'), 'service');
    token = String(bobs.json?.['access_token']);
  });

  it('gets a bearer token that can be renewed (CSC-132)', () => {
    expect(bobs.json).toMatchObject({ token_type: 'Bearer', refresh_token: expect.any(String), expires_in: expect.any(Number) });
  });

  it('gets the same without naming the scope (CSC-133)', async () => {
    const answer = await signIn(person('bob'));
    expect((await application.csc('credentials/list', {}, String(answer.json?.['access_token']))).json?.['credentialIDs']).toContain(own);
  });

  it('sees their own credentials and no others (CSC-037)', async () => {
    const { json } = await application.csc('credentials/list', {}, token);
    expect(json?.['credentialIDs']).toContain(own);
    expect(json?.['credentialIDs']).not.toContain(foreign);
  });

  it('may not ask for anybody, themselves included (CSC-038)', async () => {
    for (const userID of sandbox().users.map((user) => user.signerId)) {
      expect(refusal(await application.csc('credentials/list', { userID }, token))).toEqual(e400('userID parameter MUST be null'));
    }
  });

  it('does not see whether another’s credential exists (CSC-060)', async () => {
    const [theirs, none] = await Promise.all([foreign, 'nope'].map((credentialID) => application.csc('credentials/info', { credentialID }, token)));
    expect(theirs?.text).toBe(none?.text);
    expect(theirs && refusal(theirs)).toEqual(e400('Invalid parameter credentialID'));
  });

  it('signs with their own SAD beside that token (CSC-112)', async () => {
    const hash = digestOf('his');
    const SAD = await application.authorise({ credentialId: own, hashes: [hash] }, person('bob'));
    expect((await application.sign(token, { credentialID: own, hashes: [hash], signAlgo: RSA_SHA256, SAD })).status).toBe(200);
  });

  it('does not sign with the SAD of another person (CSC-107)', async () => {
    const alices = String((await signIn(person('alice'), 'service')).json?.['access_token']);
    const hash = digestOf('not hers');
    const SAD = await application.authorise({ credentialId: own, hashes: [hash] }, person('bob'));
    const before = await signaturesMade(own);
    const answer = await application.sign(alices, { credentialID: own, hashes: [hash], signAlgo: RSA_SHA256, SAD });
    expect(answer.status).toBe(400);
    expect(await signaturesMade(own)).toBe(before);
  });

  it('goes on with a renewed token, and with none once that is revoked (CSC-153, CSC-154)', async () => {
    const renew = (refresh: unknown) => application.oauth('token', { grant_type: 'refresh_token', refresh_token: String(refresh) });
    const renewed = await renew((await signIn(person('bob'), 'service')).json?.['refresh_token']);
    const list = (one: Answer) => application.csc('credentials/list', {}, String(one.json?.['access_token']));
    expect((await list(renewed)).status).toBe(200);
    expect((await application.oauth('revoke', { token: String(renewed.json?.['refresh_token']) })).status).toBe(204);
    expect((await list(renewed)).status).toBe(401);
    expect(refusal(await renew(renewed.json?.['refresh_token']))).toMatchObject({ status: 400, error: 'invalid_grant' });
  });

  it('cannot widen the scope to everything at once (4.1)', async () => {
    const { form } = application.request({ credentialId: own, hashes: [digestOf('both')] });
    const { authorization_details: _details, ...plain } = form;
    const response = await fetch(application.authorizeUrl({ ...plain, scope: 'service credential' }), { redirect: 'manual' });
    const location = new URL(response.headers.get('location') ?? 'http://nowhere.localhost/');
    expect(location.searchParams.get('error')).toBe('invalid_scope');
  });
});
