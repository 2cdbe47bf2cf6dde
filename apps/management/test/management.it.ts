import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ServiceError, type ErrorCode } from '@paraph/contracts';
import { newId, Secret } from '@paraph/kernel';
import { Log, PlatformModule, Readiness } from '@paraph/platform';
import { BootstrapToken } from '../src/domain/bootstrap-token.js';
import { Credentials } from '../src/domain/credentials.js';
import { Proposals } from '../src/domain/proposals.js';
import { Register } from '../src/domain/register.js';
import { TrustRecords } from '../src/domain/trust-records.js';
import { ManagementModule } from '../src/management.module.js';
import { closeGate } from '../src/transport/gate.js';
import { aRegistration, FakeCredentials, FakeProposals, FakeRegister, FakeTrustRecords } from './fakes.js';

const token = 'bootstrap-token-of-these-tests-0123456789';
const readiness = new Readiness();
let app: NestFastifyApplication;
let origin: string;
let register: FakeRegister;
let trust: FakeTrustRecords;
let credentials: FakeCredentials;
let proposals: FakeProposals;

beforeAll(async () => {
  [register, trust, credentials, proposals] = [new FakeRegister(), new FakeTrustRecords(), new FakeCredentials(), new FakeProposals()];
  const ports = [
    { provide: Register, useValue: register },
    { provide: TrustRecords, useValue: trust },
    { provide: Credentials, useValue: credentials },
    { provide: Proposals, useValue: proposals },
  ];
  const platform = PlatformModule.around({
    service: 'management',
    log: new Log('management', 'silent'),
    readiness,
    connection: undefined,
    database: undefined,
  });
  const root = {
    module: class Root {},
    imports: [platform, ManagementModule.over({ identity: 'http://identity.localhost:4000', approval: 'http://approval.localhost:4100' }, ports)],
  };
  app = await NestFactory.create<NestFastifyApplication>(root, new FastifyAdapter({ forceCloseConnections: true }), { logger: false });
  closeGate(app, new BootstrapToken(new Secret(token)));
  await app.listen(0, '127.0.0.1');
  origin = await app.getUrl();
});
afterAll(() => app.close());
beforeEach(() => {
  register.failure = trust.failure = credentials.failure = proposals.failure = undefined;
  for (const told of [register.told, trust.records, credentials.told, credentials.stopped, proposals.told]) told.length = 0;
});

interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly body: Record<string, unknown>;
}

async function post(path: string, body: unknown, authorization: string | undefined = `Bearer ${token}`): Promise<Answer> {
  const headers = { 'content-type': 'application/json', ...(authorization === '' ? {} : { authorization }) };
  return answerOf(await fetch(origin + path, { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) }));
}

async function get(path: string, authorization = `Bearer ${token}`): Promise<Answer> {
  return answerOf(await fetch(origin + path, { headers: authorization === '' ? {} : { authorization } }));
}

async function answerOf(response: Response): Promise<Answer> {
  return { status: response.status, type: response.headers.get('content-type'), body: JSON.parse((await response.text()) || '{}') as Record<string, unknown> };
}

describe('an operator', () => {
  it('creates a subscriber', async () => {
    expect(await post('/management/v1/subscribers', { name: 'Example' })).toMatchObject({ status: 201, body: { subscriberId: register.subscriberId } });
  });

  it('creates a client and is told its secret once', async () => {
    const { status, body } = await post('/management/v1/clients', { ...aRegistration(), multisign: 10 });
    expect([status, body]).toEqual([201, { clientId: register.clientId, clientSecret: 'the secret' }]);
    expect(trust.records).toMatchObject([{ clientId: register.clientId, multisign: 10, keys: [] }]);
  });

  it('creates a client with the keys it signs orders with, which identity is not told', async () => {
    const keys = [{ kty: 'EC', kid: 'order-1', crv: 'P-256', x: 'x', y: 'y' }];
    expect(await post('/management/v1/clients', { ...aRegistration(), keys })).toMatchObject({ status: 201 });
    expect(trust.records).toMatchObject([{ clientId: register.clientId, keys }]);
    expect(JSON.stringify(register.told)).not.toContain('order-1');
  });

  it('creates a signer', async () => {
    const subscriberId = newId('sub');
    expect(await post('/management/v1/signers', { subscriberId, name: 'Alice' })).toMatchObject({ status: 201, body: { signerId: register.signerId } });
    expect(register.told).toEqual([{ subscriberId, name: 'Alice' }]);
  });

  it('opens a credential and is told where its signer goes', async () => {
    const request = { signerId: newId('sgn'), algorithm: 'p256', policyId: 'trial-oidc', provider: 'http://idp.localhost:1', description: 'Alice' };
    const { credentialId, enrolmentId, expiresAt } = credentials.enrolment;
    const body = { credentialId, enrolmentUrl: `http://identity.localhost:4000/enrolment/${enrolmentId}`, expiresAt };
    expect(await post('/management/v1/credentials', request)).toMatchObject({ status: 201, body });
    expect(credentials.told).toEqual([request]);
  });

  it('opens a seal, for one application', async () => {
    const orderingClientId = newId('cli');
    const request = {
      signerId: newId('sgn'),
      algorithm: 'p256',
      policyId: 'trial-seal',
      provider: 'http://idp.localhost:1',
      description: '',
      orderingClientId,
    };
    expect(await post('/management/v1/credentials', request)).toMatchObject({ status: 201 });
    expect(credentials.told).toEqual([request]);
  });

  it('suspends a credential, and says why', async () => {
    const credentialId = newId('cred');
    expect(await post(`/management/v1/credentials/${credentialId}/suspension`, { reason: 'the phone was stolen' })).toMatchObject({
      status: 201,
      body: { credentialId, state: 'suspended' },
    });
    expect(credentials.stopped).toEqual([{ credentialId, reason: 'the phone was stolen' }]);
  });

  it('has a credential looked at again', async () => {
    const credentialId = newId('cred');
    expect(await post(`/management/v1/credentials/${credentialId}/refresh`, {})).toMatchObject({ status: 200, body: { credentialId, state: 'active' } });
  });

  it('proposes, and is told where the approvers go', async () => {
    const act = { act: 'limit-client', clientId: newId('cli'), multisign: 3 };
    const { proposalId, expiresAt } = proposals.proposal;
    const body = { proposalId, state: 'open', approvals: [], expiresAt, approvalUrl: 'http://approval.localhost:4100/#statement=aaa.bbb.ccc' };
    expect(await post('/management/v1/proposals', { act })).toMatchObject({ status: 201, body });
    expect(proposals.told).toEqual([act]);
  });

  it('looks at a proposal', async () => {
    const { proposalId } = proposals.proposal;
    const { status, body } = await get(`/management/v1/proposals/${proposalId}`);
    expect([status, body]).toMatchObject([
      200,
      { proposalId, state: 'done', approvals: [{ name: 'Ann' }], approvalUrl: expect.stringContaining('#statement=') },
    ]);
    expect(body).not.toHaveProperty('statement');
    expect(await get(`/management/v1/proposals/${newId('prop')}`)).toMatchObject({ status: 404, body: { code: 'proposal.unknown' } });
  });

  it('creates a login, whose password is answered this once', async () => {
    const login = { clientId: newId('cli'), signerId: newId('sgn'), userName: 'ada' };
    expect(await post('/management/v1/logins', login)).toMatchObject({ status: 201, body: { userName: 'ada', password: 'the password' } });
    expect(register.told).toEqual([login]);
  });

  it('chooses no password, no name that a header cannot carry, and holds no credential', async () => {
    const login = { clientId: newId('cli'), signerId: newId('sgn'), userName: 'ada' };
    for (const wrong of [
      { ...login, password: 'mine' },
      { ...login, userName: 'a:b' },
      { ...login, userName: 'a\u0000b' },
      { ...login, userName: ' ' },
    ])
      expect((await post('/management/v1/logins', wrong)).status).toBe(400);
    const credential = { signerId: newId('sgn'), algorithm: 'p256', policyId: 'sandbox', provider: 'https://idp.example' };
    expect((await post('/management/v1/credentials', { ...credential, isHeld: true })).status).toBe(400);
    expect([register.told, credentials.told]).toEqual([[], []]);
  });

  it('is told when somebody has the name', async () => {
    register.failure = new ServiceError('request.duplicate', 'somebody has this user name');
    const answer = await post('/management/v1/logins', { clientId: newId('cli'), signerId: newId('sgn'), userName: 'ada' });
    expect(answer).toMatchObject({ status: 409, type: expect.stringContaining('problem+json') });
  });
});

describe('nobody else', () => {
  it.each(['', 'Bearer', `Bearer ${token}x`, `Basic ${token}`, token])('comes in with %j', async (authorization) => {
    const answer = await post('/management/v1/subscribers', { name: 'Example' }, authorization);
    expect(answer).toMatchObject({ status: 401, type: expect.stringContaining('application/problem+json'), body: { code: 'unauthorised' } });
    expect(register.told).toEqual([]);
  });

  it.each(['/%6Danagement/v1/subscribers', '//management/v1/subscribers', '/health/live/../../management/v1/subscribers', '/health/live?x', '/nowhere'])(
    'comes in by %s',
    async (path) => {
      expect((await post(path, { name: 'Example' }, '')).status).toBe(401);
    },
  );

  it('looks at a proposal, suspends or resumes', async () => {
    expect((await get(`/management/v1/proposals/${proposals.proposal.proposalId}`, '')).status).toBe(401);
    expect((await post(`/management/v1/credentials/${newId('cred')}/suspension`, { reason: 'x' }, '')).status).toBe(401);
    expect((await post('/management/v1/proposals', { act: {} }, '')).status).toBe(401);
    expect([credentials.stopped, proposals.told]).toEqual([[], []]);
  });

  it('is told anything about a body', async () => {
    expect((await post('/management/v1/subscribers', '{', '')).status).toBe(401);
  });

  it('needs a token for health and metrics', async () => {
    const statuses = await Promise.all(['/health/live', '/health/ready', '/metrics'].map(async (path) => (await fetch(origin + path)).status));
    expect(statuses).toEqual([200, 200, 200]);
  });
});

describe('a request that is wrong', () => {
  it('names each field', async () => {
    const { status, type, body } = await post('/management/v1/signers', { subscriberId: 'x', extra: 1 });
    expect([status, type?.startsWith('application/problem+json'), body['code']]).toEqual([400, true, 'request.invalid']);
    expect(body['fields']).toMatchObject([{ field: 'subscriberId' }, { field: 'name' }, { field: 'extra' }]);
  });

  it.each<[string, unknown, string]>([
    ['/management/v1/credentials/nowhere/suspension', { reason: 'x' }, 'credentialId'],
    [`/management/v1/credentials/${newId('cred')}/suspension`, {}, 'reason'],
    [`/management/v1/credentials/${newId('cred')}/suspension`, { reason: 'x', requestedBy: 'signer' }, 'requestedBy'],
    ['/management/v1/credentials/nowhere/refresh', {}, 'credentialId'],
    ['/management/v1/proposals', { act: { act: 'sign-anything' } }, 'act.act'],
    ['/management/v1/proposals', { act: { act: 'limit-client', clientId: newId('cli'), multisign: 0 } }, 'act.multisign'],
    ['/management/v1/proposals', { act: { act: 'resume-credential', credentialId: newId('cred'), approvedBy: ['me'] } }, 'act.approvedBy'],
  ])('at %s is told so', async (path, body, field) => {
    expect(await post(path, body)).toMatchObject({ status: 400, body: { code: 'request.invalid', fields: [{ field }] } });
    expect([credentials.stopped, proposals.told]).toEqual([[], []]);
  });

  it('at an address of no proposal is told so', async () => {
    expect(await get('/management/v1/proposals/nowhere')).toMatchObject({ status: 400, body: { fields: [{ field: 'proposalId' }] } });
  });

  it.each(['{', '[]', '"x"', ''])('as %j is no success', async (body) => {
    expect(await post('/management/v1/subscribers', body)).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
  });

  it('at an unknown address is a problem too', async () => {
    expect(await post('/management/v1/operators', {})).toMatchObject({ status: 404, type: expect.stringContaining('problem+json') });
  });
});

describe('a failure behind', () => {
  it.each<[ErrorCode, number]>([
    ['subscriber.unknown', 404],
    ['service.unavailable', 503],
    ['deadline.exceeded', 504],
    ['internal', 500],
  ])('%s is %d and says what', async (code, status) => {
    register.failure = new ServiceError(code, 'what happened');
    expect(await post('/management/v1/signers', { subscriberId: newId('sub'), name: 'Alice' })).toMatchObject({
      status,
      body: { type: `urn:paraph:error:${code}`, code, status, detail: 'what happened' },
    });
  });

  it.each<[ErrorCode, number]>([
    ['proposal.impossible', 409],
    ['client.unknown', 404],
    ['means.unknown', 404],
    ['evidence.provider_unknown', 422],
  ])('of a proposal, %s, is %d', async (code, status) => {
    proposals.failure = new ServiceError(code, 'why');
    expect(await post('/management/v1/proposals', { act: { act: 'resume-credential', credentialId: newId('cred') } })).toMatchObject({
      status,
      body: { code },
    });
  });

  it('between identity and the SAM says what is half done and tells no secret', async () => {
    trust.failure = new ServiceError('service.unavailable', 'sam is not there');
    const { status, body } = await post('/management/v1/clients', aRegistration());
    expect([status, body['detail']]).toEqual([503, expect.stringContaining(register.clientId)]);
    expect(JSON.stringify(body)).not.toContain('the secret');
  });

  it('that is a bug tells nothing', async () => {
    register.failure = new Error('password=hunter2');
    const { status, body } = await post('/management/v1/subscribers', { name: 'Example' });
    expect([status, JSON.stringify(body).includes('hunter2')]).toEqual([500, false]);
  });

  it('of readiness keeps its own words', async () => {
    readiness.add('bus', () => Promise.reject(new Error('away')));
    const response = await fetch(`${origin}/health/ready`);
    expect([response.status, await response.json()]).toEqual([503, { status: 'not ready', missing: ['bus'] }]);
  });
});
