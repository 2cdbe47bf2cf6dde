import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runIdentity, type RunningIdentity } from './running-identity.js';
import { hashOf, pkce, Sca, urlSafe, type Answer } from './sca.js';

let identity: RunningIdentity;
let sca: Sca;
let other: Sca;
beforeAll(async () => {
  identity = await runIdentity();
  sca = await Sca.register(identity);
  other = await Sca.register(identity);
  await identity.database.query(`INSERT INTO signer_identity (signer_id, issuer, subject) VALUES ($1, $2, 'alice')`, [sca.signerId, identity.provider.issuer]);
});
afterAll(() => identity?.stop());

const one = hashOf('one');

/** A code of the service scope, with what redeems it. */
async function serviceCode(): Promise<{ code: string; verifier: string }> {
  const { verifier, challenge } = pkce();
  const result = await sca.signIn(sca.request({ scope: 'service' }, challenge));
  return { code: result.get('code') ?? '', verifier };
}

/** A code for details, with what redeems it. */
async function detailsCode(details: object[]): Promise<{ code: string; verifier: string }> {
  const { verifier, challenge } = pkce();
  const result = await sca.approve(sca.request({ authorization_details: JSON.stringify(details) }, challenge));
  return { code: result.get('code') ?? '', verifier };
}

function refusal(error: string, description: string, status = 400): object {
  return { status, body: { error, error_description: description } };
}

describe('a code', () => {
  it('CSC-143: is good once; the second use ends the tokens of the first, in the SAM too', async () => {
    const { verifier, challenge } = pkce();
    const result = await sca.approve(sca.request(sca.query([one]), challenge));
    const code = result.get('code') ?? '';
    const first = await sca.redeem(code, verifier);
    expect(await sca.redeem(code, verifier)).toMatchObject(refusal('invalid_grant', 'Invalid parameter code'));
    expect(await sca.introspect(first.body['access_token'])).toEqual({ state: 'revoked' });
    expect([...identity.neighbours.drafts.values()].at(-1)).toMatchObject({ state: 'abandoned', reason: 'revoked' });
  });

  it('CSC-143: is redeemed once by two requests at the same time', async () => {
    const { code, verifier } = await serviceCode();
    const answers = await Promise.all(Array.from({ length: 5 }, () => sca.redeem(code, verifier)));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 400, 400, 400, 400]);
  });

  it('CSC-144: expires', async () => {
    const { code, verifier } = await serviceCode();
    await identity.database.query(
      `UPDATE protocol_object SET payload = jsonb_set(payload, '{exp}', to_jsonb(extract(epoch FROM now())::int - 60)) WHERE kind = 'AuthorizationCode'`,
    );
    expect(await sca.redeem(code, verifier)).toMatchObject(refusal('invalid_grant', 'Authorization code is invalid or expired'));
  });

  it('CSC-145: belongs to its redirect_uri', async () => {
    const { code, verifier } = await serviceCode();
    const answer = await sca.redeem(code, verifier, { redirect_uri: 'https://sca.example/other' });
    expect(answer).toMatchObject(refusal('invalid_grant', 'redirect_uri parameter does not match redirect_uri parameter of authorization request'));
  });

  it('CSC-146: belongs to its client', async () => {
    const { code, verifier } = await serviceCode();
    expect(await other.redeem(code, verifier)).toMatchObject(refusal('invalid_grant', 'Invalid parameter code'));
  });

  it('CSC-159: belongs to its verifier', async () => {
    for (const wrong of [pkce().verifier, 'short']) {
      const { code } = await serviceCode();
      expect(await sca.redeem(code, wrong)).toMatchObject(refusal('invalid_grant', 'Invalid parameter code_verifier'));
    }
    const { code } = await serviceCode();
    expect(await sca.redeem(code, '')).toMatchObject(refusal('invalid_grant', 'Invalid parameter code_verifier'));
  });

  it('is nothing when it is made up', async () => {
    expect(await sca.redeem('made-up', pkce().verifier)).toMatchObject(refusal('invalid_grant', 'Invalid parameter code'));
  });
});

describe('details at the token request', () => {
  it('CSC-161: must be repeated', async () => {
    const { code, verifier } = await detailsCode(sca.details([one]));
    expect(await sca.redeem(code, verifier)).toMatchObject(refusal('invalid_request', 'Missing parameter authorization_details'));
  });

  it('CSC-193: are compared by bytes, not by text', async () => {
    const written = sca.details([one], { documentDigests: [{ hash: urlSafe(one), label: 'a' }] });
    const { code, verifier } = await detailsCode(written);
    const answer = await sca.redeem(code, verifier, { authorization_details: JSON.stringify(sca.details([one], { numSignatures: 1 })) });
    expect([answer.status, answer.body['token_type']]).toEqual([200, 'Bearer']);
  });

  it('are refused when they say something else', async () => {
    const changes = [
      sca.details([hashOf('two')]),
      sca.details([one, one]),
      sca.details([one], { credentialID: 'other' }),
      sca.details([one], { numSignatures: 2 }),
    ];
    for (const details of changes) {
      const { code, verifier } = await detailsCode(sca.details([one]));
      const answer = await sca.redeem(code, verifier, { authorization_details: JSON.stringify(details) });
      expect(answer).toMatchObject(refusal('invalid_request', 'Invalid parameter authorization_details'));
    }
  });

  it('are refused where the authorisation had none', async () => {
    const { code, verifier } = await serviceCode();
    const answer = await sca.redeem(code, verifier, { authorization_details: JSON.stringify(sca.details([one])) });
    expect(answer).toMatchObject(refusal('invalid_request', 'Invalid parameter authorization_details'));
  });
});

describe('the answer', () => {
  it('CSC-195: says a number of seconds, and is kept by no cache', async () => {
    identity.neighbours.sadLifetimeSeconds = 117;
    const { headers, body } = await sca.credentialToken();
    identity.neighbours.sadLifetimeSeconds = 300;
    expect(headers.get('cache-control')).toContain('no-store');
    expect([116, 117]).toContain(body['expires_in']);
    expect(await sca.introspect(body['access_token'])).toMatchObject({
      state: 'active',
      scope: 'credential',
      credentialId: sca.credentialId,
      signerId: sca.signerId,
    });
  });

  it('is JSON whatever is accepted, for refusals too', async () => {
    const answer = await sca.token({ grant_type: 'authorization_code' }, { ...sca.basic, accept: 'text/html' });
    expect([answer.headers.get('content-type'), answer.body['error']]).toEqual(['application/json; charset=utf-8', 'invalid_request']);
  });

  it('a SAD that the SAM does not issue is no token', async () => {
    const { verifier, challenge } = pkce();
    const result = await sca.approve(sca.request(sca.query([one]), challenge));
    identity.neighbours.failures.set('issueSad', 'hsm.unavailable');
    expect(await sca.redeem(result.get('code') ?? '', verifier)).toMatchObject({ status: 503, body: { error: 'temporarily_unavailable' } });
  });

  it('an activation that ended before the code was redeemed is an invalid grant', async () => {
    const { verifier, challenge } = pkce();
    const result = await sca.approve(sca.request(sca.query([one]), challenge));
    identity.neighbours.failures.set('issueSad', 'activation.expired');
    expect(await sca.redeem(result.get('code') ?? '', verifier)).toMatchObject(refusal('invalid_grant', 'Authorization code is invalid or expired'));
  });
});

describe('refreshing', () => {
  it('CSC-153: gives a new Bearer token of the service scope and replaces the refresh token', async () => {
    const { body } = await sca.serviceToken();
    const renewed = await refresh(String(body['refresh_token']));
    expect([renewed.status, renewed.body['token_type'], renewed.body['scope']]).toEqual([200, 'Bearer', 'service']);
    expect(renewed.body['refresh_token']).not.toBe(body['refresh_token']);
    expect(await sca.introspect(renewed.body['access_token'])).toMatchObject({ state: 'active', signerId: sca.signerId });
  });

  it('CSC-153: a refresh token used twice ends the whole grant', async () => {
    const { body } = await sca.serviceToken();
    const renewed = await refresh(String(body['refresh_token']));
    expect(await refresh(String(body['refresh_token']))).toMatchObject(refusal('invalid_grant', 'Invalid parameter refresh_token'));
    expect(await sca.introspect(renewed.body['access_token'])).toEqual({ state: 'revoked' });
  });

  it('CSC-154: refuses what is unknown, another client’s, or expired', async () => {
    expect(await refresh('made-up')).toMatchObject(refusal('invalid_grant', 'Invalid parameter refresh_token'));
    const { body } = await sca.serviceToken();
    const stolen = await other.token({ grant_type: 'refresh_token', refresh_token: String(body['refresh_token']) });
    expect(stolen).toMatchObject(refusal('invalid_grant', 'Invalid parameter refresh_token'));
    await identity.database.query(`UPDATE protocol_object SET payload = jsonb_set(payload, '{exp}', '1000') WHERE kind = 'RefreshToken'`);
    expect(await refresh(String(body['refresh_token']))).toMatchObject(refusal('invalid_grant', 'Refresh token expired'));
  });

  it('never gives the credential scope', async () => {
    const { body } = await sca.serviceToken();
    expect(await sca.token({ grant_type: 'refresh_token', refresh_token: String(body['refresh_token']), scope: 'credential' })).toMatchObject({
      status: 400,
      body: { error: 'invalid_scope' },
    });
  });
});

function refresh(refreshToken: string): Promise<Answer> {
  return sca.token({ grant_type: 'refresh_token', refresh_token: refreshToken });
}
