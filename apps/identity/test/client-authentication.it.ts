import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rows } from '@paraph/platform';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { randomUUID } from 'node:crypto';
import { MANAGEMENT, runIdentity, type RunningIdentity } from './running-identity.js';
import { hashOf, REDIRECT, Sca, type Answer } from './sca.js';

let identity: RunningIdentity;
let sca: Sca;
let other: Sca;
beforeAll(async () => {
  identity = await runIdentity();
  sca = await Sca.register(identity);
  other = await Sca.register(identity);
});
afterAll(() => identity?.stop());

const one = hashOf('one');

function refusal(error: string, description: string, status = 400): object {
  return { status, body: { error, error_description: description } };
}

describe('parameters', () => {
  it.each([
    ['grant_type', { code: 'x' }],
    ['code', { grant_type: 'authorization_code', redirect_uri: REDIRECT }],
    ['refresh_token', { grant_type: 'refresh_token' }],
  ])('CSC-147: %s missing', async (name, form) => {
    expect(await sca.token(form)).toMatchObject(refusal('invalid_request', `Missing parameter ${name}`));
  });

  it('CSC-147: client_id missing', async () => {
    expect(await sca.token({ grant_type: 'client_credentials' }, {})).toMatchObject(refusal('invalid_request', 'Missing parameter client_id'));
    expect(await sca.token({ grant_type: 'client_credentials', client_secret: 'x' }, {})).toMatchObject(
      refusal('invalid_request', 'Missing parameter client_id'),
    );
  });

  it('CSC-148: bad grant_type, client_id, client_secret', async () => {
    expect(await sca.token({ grant_type: 'password' })).toMatchObject(refusal('invalid_request', 'Invalid parameter grant_type'));
    const form = { grant_type: 'client_credentials', client_id: 'nobody', client_secret: 'x' };
    expect(await sca.token(form, {})).toMatchObject(refusal('invalid_request', 'Invalid parameter client_id'));
    expect(await sca.token({ ...form, client_id: sca.clientId }, {})).toMatchObject(refusal('invalid_request', 'Invalid parameter client_secret'));
    expect(await sca.token({ grant_type: 'client_credentials' }, basic(sca.clientId, 'wrong'))).toMatchObject(
      refusal('invalid_request', 'Invalid parameter client_secret'),
    );
    expect(await sca.token({ grant_type: 'client_credentials' }, basic(sca.clientId, other.clientSecret))).toMatchObject(
      refusal('invalid_request', 'Invalid parameter client_secret'),
    );
  });

  it('CSC-148: what is stored of a secret is no secret', async () => {
    const [row] = await rows<{ secret_digest: string }>(identity.database, `SELECT secret_digest FROM client WHERE id = $1`, [sca.clientId]);
    expect(await sca.token({ grant_type: 'client_credentials' }, basic(sca.clientId, row?.secret_digest ?? ''))).toMatchObject({ status: 400 });
  });

  it('CSC-149: no client authentication', async () => {
    expect(await sca.token({ grant_type: 'client_credentials', client_id: sca.clientId }, {})).toMatchObject(
      refusal('invalid_request', 'Client authorization required'),
    );
  });

  it.each(['Bearer abc', 'Basic', 'Basic !!!', `Basic ${Buffer.from('nocolon').toString('base64')}`])(
    'a header "%s" is no client authentication',
    async (authorization) => {
      expect(await sca.token({ grant_type: 'client_credentials' }, { authorization })).toMatchObject(
        refusal('invalid_client', 'Invalid authorization header', 401),
      );
    },
  );
});

describe('a client by itself', () => {
  it('CSC-150, CSC-152: gets the service scope, with Basic and no client_id in the body', async () => {
    const { status, body } = await sca.token({ grant_type: 'client_credentials' });
    expect([status, body['token_type'], body['scope'], body['expires_in']]).toEqual([200, 'Bearer', 'service', 3600]);
    const introspection = await sca.introspect(body['access_token']);
    expect(introspection).toMatchObject({ state: 'active', scope: 'service', clientId: sca.clientId, subscriberId: sca.subscriberId });
    expect(introspection).not.toHaveProperty('signerId');
  });

  it('CSC-151: proves itself in the body as well', async () => {
    const { status } = await sca.token({ grant_type: 'client_credentials', client_id: sca.clientId, client_secret: sca.clientSecret }, {});
    expect(status).toBe(200);
  });

  it.each(['credential', 'service credential', 'foo'])('CSC-152: never gets scope %s', async (scope) => {
    expect(await sca.token({ grant_type: 'client_credentials', scope })).toMatchObject(refusal('invalid_scope', 'Invalid parameter scope'));
  });

  it('CSC-152: never gets details', async () => {
    const answer = await sca.token({ grant_type: 'client_credentials', authorization_details: JSON.stringify(sca.details([one])) });
    expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
  });
});

describe('private_key_jwt', () => {
  let clientId: string;
  let key: CryptoKey;
  beforeAll(async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    key = privateKey;
    const { x = '', y = '' } = await exportJWK(publicKey);
    const jwk = { kty: 'EC', crv: 'P-256', x, y, kid: 'k1' } as const;
    const { subscriberId } = sca;
    ({ clientId } = await identity.directory.createClient(
      { subscriberId, name: 'Keyed', redirectUris: [REDIRECT], authentication: { method: 'private_key_jwt', keys: [jwk] } },
      MANAGEMENT,
    ));
  });

  async function assertion(change: { audience?: string; signer?: CryptoKey } = {}): Promise<string> {
    return new SignJWT({})
      .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(change.audience ?? identity.origin)
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime('1m')
      .sign(change.signer ?? key);
  }

  function prove(client_assertion: string): Promise<Answer> {
    const form = { grant_type: 'client_credentials', client_assertion, client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer' };
    return sca.token(form, {});
  }

  it('proves a client, once per assertion', async () => {
    const text = await assertion();
    expect((await prove(text)).status).toBe(200);
    expect(await prove(text)).toMatchObject(refusal('invalid_request', 'Invalid parameter client_assertion'));
  });

  it('proves a client once per assertion also to ten requests at the same time', async () => {
    const text = await assertion();
    const answers = await Promise.all(Array.from({ length: 10 }, () => prove(text)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(9);
  });

  it('refuses another key, another audience, and a secret in its place', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    expect(await prove(await assertion({ signer: privateKey }))).toMatchObject(refusal('invalid_request', 'Invalid parameter client_assertion'));
    expect(await prove(await assertion({ audience: 'https://elsewhere.example' }))).toMatchObject(
      refusal('invalid_request', 'Invalid parameter client_assertion'),
    );
    expect(await sca.token({ grant_type: 'client_credentials' }, basic(clientId, 'x'))).toMatchObject(
      refusal('invalid_request', 'Invalid parameter client_secret'),
    );
  });
});

function basic(id: string, secret: string): { authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` };
}
