import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { managementDocument } from '../src/transport/openapi/document.js';
import { asking, type Asking } from './asking.js';
import { FakeOperators } from './fake-operators.js';
import { aRegistration, type FakeCredentials, type FakeProposals, type FakeRegister, type FakeTrustRecords } from './fakes.js';
import { BOOTSTRAP_TOKEN, runManagement, type RunningManagement } from './running-management.js';

let management: RunningManagement;
let register: FakeRegister;
let post: Asking['post'];
let get: Asking['get'];
let trust: FakeTrustRecords;
let credentials: FakeCredentials;
let proposals: FakeProposals;

beforeAll(async () => {
  management = await runManagement({ operators: new FakeOperators(), bootstrap: 'always' });
  ({ register, trust, credentials, proposals } = management);
  ({ post, get } = asking(management.origin));
});
afterAll(() => management?.stop());
beforeEach(() => {
  register.failure = trust.failure = credentials.failure = proposals.failure = undefined;
  for (const told of [register.told, trust.records, credentials.told, credentials.stopped, credentials.looked, proposals.told]) told.length = 0;
});

describe('an operator', () => {
  it('creates a subscriber', async () => {
    expect(await post('/management/v1/subscribers', { name: 'Example' })).toMatchObject({ status: 201, body: { subscriberId: register.subscriberId } });
  });

  it('sees where a subscriber is told, changes it, and takes it away', async () => {
    const { subscriberId } = register;
    const at = `/management/v1/subscribers/${subscriberId}`;
    expect(await get(at)).toMatchObject({ status: 200, body: { subscriberId, contactEmail: 'contact@customer.example' } });
    const contactEmail = 'contracts@customer.example';
    expect(await post(`${at}/contact`, { contactEmail })).toMatchObject({ status: 200, body: { subscriberId, contactEmail } });
    const removed = await fetch(`${management.origin}${at}/contact`, { method: 'DELETE', headers: { authorization: `Bearer ${BOOTSTRAP_TOKEN}` } });
    expect([removed.status, await removed.json()]).toEqual([200, { subscriberId, name: 'Example' }]);
    expect(register.told).toEqual([{ subscriberId }, { subscriberId, contactEmail }, { subscriberId }]);
  });

  it.each([[{}], [{ contactEmail: 'not an address' }], [{ contactEmail: 'Ann <ann@customer.example>' }], [{ contactEmail: null }]])(
    'is told what is wrong with a contact of %j',
    async (body) => {
      const answer = await post(`/management/v1/subscribers/${register.subscriberId}/contact`, body);
      expect(answer).toMatchObject({ status: 400, body: { code: 'request.invalid', fields: [{ field: 'contactEmail' }] } });
      expect(register.told).toEqual([]);
    },
  );

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

  it('has a credential renewed, and is told where its signer goes', async () => {
    const { credentialId, enrolmentId } = credentials.enrolment;
    const renewal = `/management/v1/credentials/${credentialId}/renewal`;
    const answer = await post(renewal, { kind: 'rekey', algorithm: 'p384' });
    expect(answer).toMatchObject({ status: 201, body: { enrolmentUrl: `http://identity.localhost:4000/enrolment/${enrolmentId}` } });
    expect(credentials.looked).toEqual([{ credentialId, kind: 'rekey', algorithm: 'p384' }]);
    expect(await post(renewal, { kind: 'prolong' })).toMatchObject({ status: 400, body: { fields: [{ field: 'kind' }] } });
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

describe('an operator looks', () => {
  it.each<[string, string, object]>([
    ['subscribers', 'subscribers', { name: 'Example' }],
    ['clients', 'clients', { name: 'Sample', authentication: 'client_secret' }],
    ['signers', 'signers', { name: 'Alice' }],
    ['credentials', 'credentials', { state: 'active' }],
    ['proposals', 'proposals', { act: 'limit-client', state: 'open' }],
  ])('at %s', async (path, member, first) => {
    expect(await get(`/management/v1/${path}?limit=5`)).toMatchObject({ status: 200, body: { [member]: [first] } });
  });

  it('at the page behind another, of what was asked for', async () => {
    const page = { subscriberId: newId('sub'), name: 'Al', after: newId('sgn'), limit: 2 };
    const query = new URLSearchParams({ ...page, limit: '2' });
    expect(await get(`/management/v1/signers?${query.toString()}`)).toMatchObject({ status: 200 });
    expect(register.told).toEqual([page]);
  });

  it('at one client, of which nothing comes out that is not named', async () => {
    const { status, body } = await get(`/management/v1/clients/${register.clientId}`);
    expect([status, body]).toMatchObject([200, { clientId: register.clientId, settings: { profile: 'strict' } }]);
    expect(JSON.stringify(body)).not.toContain('digest');
  });

  it('at one signer, one credential, its means and what happened to it', async () => {
    const { credentialId } = credentials.found;
    expect(await get(`/management/v1/signers/${register.signerId}`)).toMatchObject({ status: 200, body: { name: 'Alice' } });
    expect(await get(`/management/v1/credentials/${credentialId}`)).toMatchObject({ status: 200, body: { credentialId, policyId: 'sandbox' } });
    const { body } = await get(`/management/v1/credentials/${credentialId}/means`);
    expect(body).toMatchObject({ credentialId, means: [{ kind: 'passkey', hint: 'abcd' }] });
    expect(body).not.toHaveProperty('stated');
    expect(await get(`/management/v1/credentials/${credentialId}/events`)).toMatchObject({ status: 200, body: { events: [{ type: 'credential-requested' }] } });
  });

  it.each<[string, string]>([
    ['clients/nowhere', 'clientId'],
    ['clients?subscriberId=x', 'subscriberId'],
    ['clients?all=true', 'all'],
    ['signers?limit=1000', 'limit'],
    ['credentials?state=good', 'state'],
    ['credentials?after=x', 'after'],
  ])('at %s in vain, and is told why', async (path, field) => {
    expect(await get(`/management/v1/${path}`)).toMatchObject({ status: 400, body: { fields: [{ field }] } });
    expect([register.told, credentials.looked]).toEqual([[], []]);
  });

  it('is told of an answer that is not what was promised as of a bug', async () => {
    jest.spyOn(credentials, 'search').mockResolvedValueOnce({ credentials: [{ credentialId: 'x' }] } as never);
    const { status, body } = await get('/management/v1/credentials');
    expect([status, body['code'], JSON.stringify(body).includes('credentialId')]).toEqual([500, 'internal', false]);
  });
});

describe('an operator decides about a client', () => {
  it('other settings, or other addresses', async () => {
    const change = { settings: { profile: 'lax', serviceTokenSeconds: 60 } };
    expect(await post(`/management/v1/clients/${register.clientId}/settings`, { settings: { serviceTokenSeconds: 60 } })).toMatchObject({ status: 200 });
    expect(register.told).toMatchObject([{ clientId: register.clientId, settings: { serviceTokenSeconds: 60, profile: 'strict' } }]);
    expect(await post(`/management/v1/clients/${register.clientId}/settings`, change)).toMatchObject({
      status: 400,
      body: { fields: [{ field: 'settings.profile' }] },
    });
  });

  it('that it ends, and says why', async () => {
    const end = `/management/v1/clients/${register.clientId}/end`;
    expect(await post(end, {})).toMatchObject({ status: 400, body: { fields: [{ field: 'reason' }] } });
    expect(register.told).toEqual([]);
    expect(await post(end, { reason: 'contract over' })).toMatchObject({ status: 200, body: { clientId: register.clientId, endedAt: expect.any(String) } });
    expect(register.told).toEqual([{ clientId: register.clientId, reason: 'contract over' }]);
  });
});

describe('the document', () => {
  it('is served as it was released, to operators', async () => {
    const { status, body } = await get('/management/v1/openapi.json');
    expect([status, JSON.stringify(body)]).toEqual([200, JSON.stringify(managementDocument())]);
    expect((await get('/management/v1/openapi.json', '')).status).toBe(401);
  });
});
