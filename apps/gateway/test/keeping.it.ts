import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError, type ErrorCode } from '@paraph/contracts';
import type { CreationBearer, DeletionBearer } from '../src/domain/bearer.js';
import { bad, HttpGateway, wire } from './http-gateway.js';
import { aCredential, alice, aliceEc, aliceRsa, personBearer, subscriber } from './people.js';

const { scope: _scope, ...party } = personBearer();
const creation: CreationBearer = { ...party, scope: 'credential-creation', credentialId: aliceEc };
const deletion: DeletionBearer = { ...party, scope: 'credential-deletion', credentialId: aliceEc, changeId: `chg_${'c'.repeat(22)}` };
const request = { credentialCreationRequest: { certificatePolicy: '0.4.0.194112.1.2', subjectData: { given_name: 'Alice' } } };

let gateway: HttpGateway;
const create = (body: object, token = 'C') => gateway.post('credentials/create', body, { token });
const remove = (body: object, token = 'D') => gateway.post('credentials/delete', body, { token });

beforeAll(async () => {
  gateway = await new HttpGateway().open();
  const { known } = gateway.tokens;
  known.set('T', { state: 'active', bearer: personBearer() });
  known.set('C', { state: 'active', bearer: creation });
  known.set('D', { state: 'active', bearer: deletion });
  gateway.directory.credentials.push(aCredential(), aCredential({ credentialId: aliceRsa }));
});
afterAll(() => gateway.close());
beforeEach(() => gateway.reset());

describe('credentials/create', () => {
  it('puts the credential of the token into its signer’s hands and describes it (CSC-184)', async () => {
    const { status, body } = await create(request);
    expect([status, body]).toMatchObject([200, { credentialID: aliceEc, key: { status: 'enabled' }, auth: { mode: 'oauth2code' } }]);
    expect(gateway.core.keeper.claimed).toEqual([{ credentialId: aliceEc, subscriberId: subscriber, signerId: alice }]);
    expect(gateway.directory.forgotten.at(-1)).toBe(aliceEc);
  });

  it.each(['T', 'D'])('takes no other token (CSC-184: %s)', async (token) => {
    expect(await create(request, token)).toMatchObject(wire(403, 'insufficient_scope', expect.any(String)));
    expect(gateway.core.keeper.claimed).toEqual([]);
  });

  it.each<[string, object, string]>([
    ['no request (CSC-185)', {}, 'Missing (or invalid type) object parameter credentialCreationRequest'],
    ['a request that is a text', { credentialCreationRequest: 'x' }, 'Missing (or invalid type) object parameter credentialCreationRequest'],
    ['a policy that is no text', { credentialCreationRequest: { certificatePolicy: 7 } }, 'Invalid parameter credentialCreationRequest'],
    ['subject data that is no object', { credentialCreationRequest: { subjectData: 'x' } }, 'Invalid parameter credentialCreationRequest'],
    ['other certificates', { ...request, certificates: 'all' }, 'Invalid parameter certificates'],
  ])('refuses %s', async (_, body, description) => {
    expect(await create(body)).toMatchObject(bad(description));
    expect(gateway.core.keeper.claimed).toEqual([]);
  });

  it.each<[ErrorCode, object]>([
    ['credential.state', bad('The credential of this token was created already')],
    ['credential.unknown', bad('Invalid parameter credentialID')],
    ['hsm.unavailable', wire(503, 'temporarily_unavailable', expect.any(String))],
    ['record.tampered', wire(500, 'server_error', expect.any(String))],
  ])('says what %s is', async (code, expected) => {
    gateway.core.keeper.failure = new ServiceError(code, 'own words');
    const answer = await create(request);
    expect(answer).toMatchObject(expected);
    expect(answer.text).not.toContain('own words');
  });
});

describe('credentials/delete', () => {
  it('destroys the credential of the token by the decision it carries (CSC-186)', async () => {
    const { status, text } = await remove({ credentialID: aliceEc });
    expect([status, text]).toEqual([204, '']);
    expect(gateway.core.keeper.deleted).toEqual([{ credentialId: aliceEc, subscriberId: subscriber, signerId: alice, decision: deletion.changeId }]);
    expect(gateway.directory.forgotten.at(-1)).toBe(aliceEc);
  });

  it.each([aliceRsa, 'nope', ''])('refuses credential %j, which the token is not for (CSC-187)', async (credentialID) => {
    expect(await remove({ credentialID })).toMatchObject(bad('Invalid parameter credentialID'));
    expect(gateway.core.keeper.deleted).toEqual([]);
  });

  it.each(['T', 'C'])('takes no other token (%s)', async (token) => {
    expect((await remove({ credentialID: aliceEc }, token)).status).toBe(403);
    expect(gateway.core.keeper.deleted).toEqual([]);
  });

  it.each<ErrorCode>(['credential.state', 'change.unknown', 'change.state', 'change.expired'])('says that a decision is over: %s', async (code) => {
    gateway.core.keeper.failure = new ServiceError(code, 'own words');
    expect(await remove({ credentialID: aliceEc })).toMatchObject(bad('The deletion is not authorized any more'));
  });

  it('refuses a request that names none', async () => {
    expect(await remove({})).toMatchObject(bad('Missing (or invalid type) string parameter credentialID'));
  });

  it.each(['credentials/create', 'credentials/delete'])('is not of v1: %s', async (method) => {
    expect((await gateway.v1(method, {}, { token: 'D' })).status).toBe(404);
  });
});
