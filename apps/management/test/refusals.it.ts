import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError, type ErrorCode } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import type { Readiness } from '@paraph/platform';
import { asking, type Asking } from './asking.js';
import { FakeOperators } from './fake-operators.js';
import { aRegistration, type FakeCredentials, type FakeProposals, type FakeRegister, type FakeTrustRecords } from './fakes.js';
import { BOOTSTRAP_TOKEN as token, runManagement, type RunningManagement } from './running-management.js';

let management: RunningManagement;
let origin: string;
let readiness: Readiness;
let register: FakeRegister;
let post: Asking['post'];
let get: Asking['get'];
let trust: FakeTrustRecords;
let credentials: FakeCredentials;
let proposals: FakeProposals;

beforeAll(async () => {
  management = await runManagement({ operators: new FakeOperators(), bootstrap: 'always' });
  ({ origin, readiness, register, trust, credentials, proposals } = management);
  ({ post, get } = asking(management.origin));
});
afterAll(() => management?.stop());
beforeEach(() => {
  register.failure = trust.failure = credentials.failure = proposals.failure = undefined;
  for (const told of [register.told, trust.records, credentials.told, credentials.stopped, credentials.looked, proposals.told]) told.length = 0;
});

describe('nobody else', () => {
  it.each(['', 'Bearer', `Bearer ${token}x`, `Basic ${token}`, token])('comes in with %j', async (authorization) => {
    const answer = await post('/management/v1/subscribers', { name: 'Example' }, authorization);
    expect(answer).toMatchObject({ status: 401, type: expect.stringContaining('application/problem+json'), body: { code: 'operator.refused' } });
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
    expect(await post('/management/v1/nowhere', {})).toMatchObject({ status: 404, type: expect.stringContaining('problem+json') });
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
