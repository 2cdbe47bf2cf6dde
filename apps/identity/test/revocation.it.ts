import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runIdentity, type RunningIdentity } from './running-identity.js';
import { Sca, type Answer } from './sca.js';

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

function revoke(form: Readonly<Record<string, string>>, path = '/oauth2/revoke'): Promise<Answer> {
  return sca.post(path, form);
}

function refusal(description: string, error = 'invalid_request', status = 400): object {
  return { status, body: { error, error_description: description } };
}

describe('revoking', () => {
  it('CSC-155: answers 204 without a body, and the token is dead', async () => {
    const { body } = await sca.token({ grant_type: 'client_credentials' });
    const answer = await revoke({ token: String(body['access_token']) });
    expect([answer.status, answer.body]).toEqual([204, {}]);
    expect(await sca.introspect(body['access_token'])).toEqual({ state: 'revoked' });
  });

  it('an access token goes alone, its refresh token stays', async () => {
    const { body } = await sca.serviceToken();
    await revoke({ token: String(body['access_token']), token_type_hint: 'access_token' });
    expect(await sca.introspect(body['access_token'])).toEqual({ state: 'revoked' });
    expect((await sca.token({ grant_type: 'refresh_token', refresh_token: String(body['refresh_token']) })).status).toBe(200);
  });

  it('a refresh token takes the access tokens of its grant along', async () => {
    const { body } = await sca.serviceToken();
    expect((await revoke({ token: String(body['refresh_token']), token_type_hint: 'refresh_token' })).status).toBe(204);
    expect(await sca.introspect(body['access_token'])).toEqual({ state: 'revoked' });
  });

  it('CSC-157: a credential token ends its activation in the SAM', async () => {
    const { body } = await sca.credentialToken();
    expect((await revoke({ token: String(body['access_token']) })).status).toBe(204);
    expect([...identity.neighbours.drafts.values()].at(-1)).toMatchObject({ state: 'abandoned', reason: 'revoked' });
    expect(await sca.introspect(body['access_token'])).toEqual({ state: 'revoked' });
  });

  it('a credential token that the SAM cannot be told of is not called revoked, and can be tried again', async () => {
    const { body } = await sca.credentialToken();
    identity.neighbours.failures.set('abandonActivation', 'service.unavailable');
    expect(await revoke({ token: String(body['access_token']) })).toMatchObject({ status: 503, body: { error: 'temporarily_unavailable' } });
    expect(await sca.introspect(body['access_token'])).toMatchObject({ state: 'active' });
    expect((await revoke({ token: String(body['access_token']) })).status).toBe(204);
  });

  it('works at the alias that a client library builds', async () => {
    const { body } = await sca.token({ grant_type: 'client_credentials' });
    expect((await revoke({ token: String(body['access_token']) }, '/revoke')).status).toBe(204);
  });
});

describe('CSC-156: refusals', () => {
  it('a missing token', async () => {
    expect(await revoke({})).toMatchObject(refusal('Missing parameter token'));
  });

  it('a bad hint, whether or not the token is known; and nothing is revoked', async () => {
    const { body } = await sca.token({ grant_type: 'client_credentials' });
    expect(await revoke({ token: String(body['access_token']), token_type_hint: 'x' })).toMatchObject(refusal('Invalid parameter token_type_hint'));
    expect(await revoke({ token: 'unknown', token_type_hint: 'x' })).toMatchObject(refusal('Invalid parameter token_type_hint'));
    expect(await sca.introspect(body['access_token'])).toMatchObject({ state: 'active' });
  });

  it('an unknown token, one revoked before, and another client’s look the same', async () => {
    const { body } = await sca.token({ grant_type: 'client_credentials' });
    const theirs = (await other.token({ grant_type: 'client_credentials' })).body['access_token'];
    await revoke({ token: String(body['access_token']) });
    for (const token of ['unknown', String(body['access_token']), String(theirs)])
      expect(await revoke({ token })).toMatchObject(refusal('Invalid string parameter token'));
    expect(await sca.introspect(theirs)).toMatchObject({ state: 'active' });
  });

  it('a token of a kind that is not revocable here', async () => {
    const jwt = 'eyJhbGciOiJFUzI1NiJ9.e30.c2ln';
    expect(await revoke({ token: jwt })).toMatchObject(
      refusal('The authorization server does not support the revocation of the presented token type', 'unsupported_token_type'),
    );
  });

  it('client authentication', async () => {
    const form = { token: 'x' };
    expect(await sca.post('/oauth2/revoke', form, {})).toMatchObject(refusal('Missing parameter client_id'));
    expect(await sca.post('/oauth2/revoke', { ...form, client_id: 'nobody', client_secret: 'x' }, {})).toMatchObject(refusal('Invalid parameter client_id'));
    expect(await sca.post('/oauth2/revoke', { ...form, client_id: sca.clientId }, {})).toMatchObject(refusal('Client authorization required'));
    expect(await sca.post('/oauth2/revoke', { ...form, client_id: sca.clientId, client_secret: 'x' }, {})).toMatchObject(
      refusal('Invalid parameter client_secret'),
    );
    expect(await sca.post('/oauth2/revoke', form, { authorization: 'Foo' })).toMatchObject(refusal('Invalid authorization header', 'invalid_client', 401));
  });
});
