import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { Agent, request } from 'node:https';
import { MANAGEMENT, runIdentity, type RunningIdentity } from './running-identity.js';
import { REDIRECT } from './sca.js';
import { selfSigned, type SelfSigned } from './self-signed.js';

let identity: RunningIdentity;
let own: SelfSigned;
let second: SelfSigned;
let foreign: SelfSigned;
let lapsed: SelfSigned;
let clientId: string;
let clientWithSecret: { clientId: string; clientSecret?: string | undefined };
beforeAll(async () => {
  const server = await selfSigned('CN=127.0.0.1');
  [own, second, foreign, lapsed] = [await selfSigned(), await selfSigned(), await selfSigned(), await selfSigned('CN=Example', -1)];
  identity = await runIdentity({ https: server, mutualTls: { certificates: 'ask' } });
  const { subscriberId } = await identity.directory.createSubscriber({ name: 'Example Ltd' }, MANAGEMENT);
  const common = { subscriberId, name: 'Batch', redirectUris: [REDIRECT] };
  const authentication = { method: 'self_signed_tls_client_auth' as const, certificates: [own.der, second.der, lapsed.der] };
  ({ clientId } = await identity.directory.createClient({ ...common, authentication }, MANAGEMENT));
  clientWithSecret = await identity.directory.createClient({ ...common, authentication: { method: 'client_secret' } }, MANAGEMENT);
});
afterAll(() => identity?.stop());

interface Asked {
  readonly with?: SelfSigned;
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly path?: string;
}

/** Asks for a token of the client's own, over a connection of its own. */
function ask({ with: pair, form = {}, headers = {}, path = '/oauth2/token' }: Asked): Promise<{ status: number; body: Record<string, unknown> }> {
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, ...form }).toString();
  const agent = new Agent({ rejectUnauthorized: false, keepAlive: false, ...(pair && { cert: pair.certificate, key: pair.key }) });
  return new Promise((resolve, reject) => {
    const sent = request(identity.origin + path, {
      agent,
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(Buffer.byteLength(body)), ...headers },
    });
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: JSON.parse(Buffer.concat(chunks).toString() || '{}') as Record<string, unknown> }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const unproven = { status: 400, body: { error: 'invalid_request', error_description: 'Client authorization required' } };

describe.each(['/oauth2/token', '/v1/oauth2/token'])('at %s', (path) => {
  it('a client is known by any certificate that was pinned for it, whatever its dates say', async () => {
    for (const pair of [own, second, lapsed]) expect(await ask({ with: pair, path })).toMatchObject({ status: 200, body: { token_type: 'Bearer' } });
  });

  it('it is not by another of the same name, nor by none', async () => {
    expect(await ask({ with: foreign, path })).toMatchObject(unproven);
    expect(await ask({ path })).toMatchObject(unproven);
  });
});

it('a certificate in a header proves nothing', async () => {
  const escaped = encodeURIComponent(own.certificate);
  const headers = {
    'x-client-cert': escaped,
    'x-ssl-client-cert': escaped,
    'ssl-client-cert': escaped,
    'client-cert': `:${own.der}:`,
    'x-forwarded-client-cert': escaped,
  };
  expect(await ask({ headers })).toMatchObject(unproven);
});

it('a certificate proves its own client alone', async () => {
  expect(await ask({ with: own, form: { client_id: clientWithSecret.clientId } })).toMatchObject(unproven);
  expect(await ask({ with: own, form: { client_id: newId('cli') } })).toMatchObject({
    status: 400,
    body: { error_description: 'Invalid parameter client_id' },
  });
});

it('a secret does not stand for a certificate', async () => {
  expect(await ask({ with: own, form: { client_secret: 'x' } })).toMatchObject({ status: 400, body: { error_description: 'Invalid parameter client_secret' } });
});

it.each([
  ['no certificate', 'AAAA'],
  ['PEM', () => Buffer.from(own.certificate).toString('base64')],
  ['a certificate with something behind it', () => Buffer.concat([Buffer.from(own.der, 'base64'), Buffer.from([0])]).toString('base64')],
])('%s is not pinned', async (_what, made) => {
  const { subscriberId } = await identity.directory.createSubscriber({ name: 'Example Ltd' }, MANAGEMENT);
  const certificates = [typeof made === 'string' ? made : made()];
  const client = { subscriberId, name: 'Batch', redirectUris: [REDIRECT], authentication: { method: 'self_signed_tls_client_auth' as const, certificates } };
  await expect(identity.directory.createClient(client, MANAGEMENT)).rejects.toMatchObject({
    code: 'request.invalid',
    detail: expect.stringContaining('number 1'),
  });
});
