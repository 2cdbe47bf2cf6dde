import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ServedPage } from '../../apps/approval/test/served-page.ts';
import { anEnrolment, anId, signed, types } from '../../apps/approval/test/statement-builder.ts';
import { enrolTestSigners, type EnrolmentPlan } from './enrol.ts';
import { LOGIN_CLIENT } from './idp/prepare.ts';
import { startProviderForTests, type ProviderForTests } from './idp/provider-for-tests.ts';

/** What the stand-in for management was asked to create, in order. */
let asked: { path: string; body: unknown }[];
/** Whether the stand-in for identity refuses to complete enrolments. */
let broken: boolean;
let state: string;
let served: ServedPage;
let origin: string;
let provider: ProviderForTests;
let plan: EnrolmentPlan;

beforeAll(async () => {
  served = await ServedPage.start((request, response) => void answer(request, response));
  origin = served.identityOrigin;
  provider = await startProviderForTests(origin);
});

beforeEach(() => {
  asked = [];
  broken = false;
  state = mkdtempSync(join(tmpdir(), 'paraph-enrol-'));
  plan = {
    state,
    managementUrl: origin.replace('identity.localhost', '127.0.0.1'),
    bootstrapToken: 'token',
    gateway: 'http://gateway.localhost:1/csc/v2',
    redirectUri: 'http://127.0.0.1:9/callback',
    provider: provider.plan.issuer,
    policyId: 'trial-oidc',
    users: provider.prepared.users.map((user) => ({ ...user, algorithms: user.login === 'alice' ? ['p256', 'rsa3072'] : ['p256'] })),
  };
});

afterEach(() => rmSync(state, { recursive: true, force: true }));

afterAll(async () => {
  await provider.stop();
  await served.stop();
});

/** Management, and identity as far as the signer sees it; approval page and provider are the real ones. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', origin);
  const page = (status: number, html: string): void => void response.writeHead(status, { 'content-type': 'text/html' }).end(html);
  if (url.pathname.startsWith('/management/v1/')) return create(request, response, url.pathname.slice('/management/v1/'.length));
  if (url.pathname === '/login/oidc/callback') return broken ? page(502, 'the CA is away') : page(200, 'done');
  const enrolment = /^\/enrolment\/(enr_\w+)(\/act)?$/.exec(url.pathname);
  if (!enrolment) return page(404, 'nothing here');
  if (!enrolment[2]) return void response.writeHead(303, { location: `${served.origin}/#statement=${await terms(enrolment[1] ?? '')}` }).end();
  const challenge = createHash('sha256').update('v'.repeat(43)).digest('base64url');
  const query = new URLSearchParams({
    client_id: LOGIN_CLIENT,
    redirect_uri: `${origin}/login/oidc/callback`,
    response_type: 'code',
    scope: 'openid',
    prompt: 'login',
    code_challenge: challenge,
    code_challenge_method: 'S256',
  });
  response.writeHead(303, { location: `${provider.plan.issuer}/auth?${query.toString()}` }).end();
}

function terms(jti: string): Promise<string> {
  const iat = Math.floor(Date.now() / 1000);
  return signed(served.sam, anEnrolment({ jti, iat, exp: iat + 300, register: [] }), { typ: types.enrolment });
}

async function create(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  const json = (status: number, body: unknown): void => void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  if (request.headers.authorization !== 'Bearer token') return json(401, { code: 'caller.forbidden', detail: 'the bootstrap token is wrong' });
  asked.push({ path, body: JSON.parse(text) });
  const n = asked.length;
  const replies: Record<string, unknown> = {
    subscribers: { subscriberId: `sub_${n}` },
    clients: { clientId: `cli_${n}`, clientSecret: 'the secret' },
    signers: { signerId: `sgn_${n}` },
    credentials: { credentialId: `cred_${n}`, enrolmentUrl: `${origin}/enrolment/${anId('enr', 'ABCDEFGHIJKLMNOP'[n])}` },
  };
  return json(201, replies[path]);
}

const file = (): Record<string, unknown> => JSON.parse(readFileSync(join(state, 'sandbox.json'), 'utf8')) as Record<string, unknown>;

describe('the enrolment of the test signers', () => {
  it('creates what the sample application needs and writes it down', async () => {
    await enrolTestSigners(plan);
    expect(asked.map(({ path }) => path)).toEqual(['subscribers', 'clients', 'signers', 'credentials', 'credentials', 'signers', 'credentials']);
    expect(asked[3]?.body).toEqual({
      signerId: 'sgn_3',
      algorithm: 'p256',
      policyId: 'trial-oidc',
      provider: plan.provider,
      description: 'Alice Martin, p256',
    });
    expect(file()).toEqual({
      gateway: 'http://gateway.localhost:1/csc/v2',
      subscriberId: 'sub_1',
      clientId: 'cli_2',
      clientSecretFile: 'sandbox/client-secret',
      redirectUri: 'http://127.0.0.1:9/callback',
      users: [
        {
          name: 'alice',
          login: 'alice',
          signerId: 'sgn_3',
          credentials: [
            { credentialId: 'cred_4', algorithm: 'p256' },
            { credentialId: 'cred_5', algorithm: 'rsa3072' },
          ],
        },
        { name: 'bob', login: 'bob', signerId: 'sgn_6', credentials: [{ credentialId: 'cred_7', algorithm: 'p256' }] },
      ],
    });
  });

  it('keeps the client’s secret in a file for its owner only', async () => {
    await enrolTestSigners(plan);
    const secret = join(state, 'sandbox', 'client-secret');
    expect([readFileSync(secret, 'utf8'), statSync(secret).mode & 0o777]).toEqual(['the secret\n', 0o600]);
    expect(JSON.stringify(file())).not.toContain('the secret');
  });

  it('does nothing the second time', async () => {
    const first = await enrolTestSigners(plan);
    asked = [];
    expect([await enrolTestSigners(plan), asked]).toEqual([first, []]);
  });

  it('goes on after a failure with new keys only for what was not enrolled', async () => {
    broken = true;
    await expect(enrolTestSigners(plan)).rejects.toThrow('the enrolment was not completed: 502');
    expect(file()['users']).toEqual([{ name: 'alice', login: 'alice', signerId: 'sgn_3', credentials: [] }]);
    broken = false;
    asked = [];
    await enrolTestSigners(plan);
    expect(asked.map(({ path }) => path)).toEqual(['credentials', 'credentials', 'signers', 'credentials']);
  });

  it('says why management refused', async () => {
    await expect(enrolTestSigners({ ...plan, bootstrapToken: 'x' })).rejects.toThrow(
      'management refused to create subscribers: 401 caller.forbidden: the bootstrap token is wrong',
    );
  });
});
