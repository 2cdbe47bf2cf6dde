import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { bad, HttpGateway, wire, type Answer } from './http-gateway.js';
import { aClient, alice, client, clientBearer, personBearer } from './people.js';

const basic = (pair: string): string => `Basic ${Buffer.from(pair).toString('base64')}`;
let gateway: HttpGateway;

beforeAll(async () => {
  gateway = await new HttpGateway().open();
  const { known } = gateway.tokens;
  known.set('T', { state: 'active', bearer: personBearer() });
  known.set('TC', { state: 'active', bearer: clientBearer() });
  known.set('TD', { state: 'active', bearer: personBearer({ client: aClient({ profile: 'documenso' }) }) });
  known.set('TX', { state: 'active', bearer: personBearer({ client: aClient({ profile: 'lenient' }) }) });
});
afterAll(() => gateway.close());
beforeEach(() => gateway.reset());

describe.each(['v1', 'v2'] as const)('auth/login of %s', (version) => {
  const login = (body: object | string, authorization?: string): Promise<Answer> =>
    gateway.send(`/csc/${version}/auth/login`, body, authorization === undefined ? {} : { authorization });
  const dot = version === 'v1' ? '.' : '';

  it('opens a token for a user name and password, without a refresh token (CSC-022, CSC-023)', async () => {
    const answer = await login({}, basic('u1:pw'));
    expect([answer.status, answer.body]).toEqual([200, { access_token: 'TL', expires_in: 3_600 }]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(gateway.core.logins.opened).toMatchObject([{ kind: 'password', userName: 'u1', rememberMe: false, address: expect.stringMatching(/\d/) }]);
  });

  it('adds a refresh token for rememberMe (CSC-024)', async () => {
    expect((await login({ rememberMe: true }, basic('u1:pw'))).body).toEqual({ access_token: 'TL', refresh_token: 'R', expires_in: 3_600 });
  });

  it('takes a refresh token instead of the header (CSC-025)', async () => {
    expect((await login({ refresh_token: 'R' })).body).toEqual({ access_token: 'TL', expires_in: 3_600 });
  });

  it('takes the first colon for the end of the name, and UTF-8', async () => {
    expect((await login({}, basic('é:p:w'))).status).toBe(400);
    const [opened] = gateway.core.logins.opened;
    expect(opened?.kind === 'password' && [opened.userName, opened.password.reveal()]).toEqual(['é', 'p:w']);
  });

  it.each<[string, string | undefined]>([
    ['nothing', undefined],
    ['another scheme', 'Bearer T'],
    ['no Base64', 'Basic *'],
    ['nothing behind it', 'Basic '],
    ['more behind it', `${basic('u1:pw')} x`],
  ])('refuses %s in the header (CSC-026)', async (_, authorization) => {
    const answer = await login({}, authorization);
    expect(answer).toMatchObject(wire(401, 'invalid_request', `Malformed authentication parameter${dot}`));
    expect(answer.headers.get('www-authenticate')).toMatch(/^Basic /);
    expect(gateway.core.logins.opened).toEqual([]);
  });

  it.each(['nocolon', ':pw', 'u1:'])('refuses %s for a name and a password (CSC-027)', async (pair) => {
    expect(await login({}, basic(pair))).toMatchObject(bad('Malformed username-password.'));
  });

  it.each(['u1:wrong', 'u2:pw', `${'u'.repeat(201)}:pw`, `u1:${'p'.repeat(1_001)}`])('refuses whoever it is not, always alike (CSC-028)', async (pair) => {
    expect(await login({}, basic(pair))).toMatchObject(wire(400, 'authentication_error', 'An error occurred during authentication process'));
  });

  it.each([5, true, {}, ['R']])('refuses refresh_token %j (CSC-029)', async (token) => {
    expect(await login({ refresh_token: token })).toMatchObject(bad('Invalid string parameter: refresh_token'));
  });

  it('refuses a refresh token nobody knows (CSC-030)', async () => {
    expect(await login({ refresh_token: 'zz' })).toMatchObject(bad('Invalid refresh_token'));
  });

  it('refuses both at once', async () => {
    expect(await login({ refresh_token: 'R' }, basic('u1:pw'))).toMatchObject(bad('Invalid string parameter: refresh_token'));
    expect(gateway.core.logins.opened).toEqual([]);
  });

  it.each(['yes', 1])('refuses rememberMe %j', async (rememberMe) => {
    expect(await login({ rememberMe }, basic('u1:pw'))).toMatchObject(bad('Invalid parameter rememberMe'));
  });

  it('says when to come back after too many wrong tries', async () => {
    gateway.core.logins.failure = new ServiceError('login.throttled', 'no', { retryAfter: 60 });
    const answer = await login({}, basic('u1:pw'));
    expect([answer.status, answer.body['error'], answer.headers.get('retry-after')]).toEqual([429, 'temporarily_unavailable', '60']);
  });

  it('refuses a body that is no JSON, and a name twice (CSC-018)', async () => {
    expect((await login('{', basic('u1:pw'))).status).toBe(400);
    expect(await login('{"rememberMe":false,"rememberMe":true}', basic('u1:pw'))).toMatchObject(bad('The request body has two members of one name'));
    expect(gateway.core.logins.opened).toEqual([]);
  });
});

describe.each(['v1', 'v2'] as const)('auth/revoke of %s', (version) => {
  const revoke = (body: object, token = 'T'): Promise<Answer> => gateway.send(`/csc/${version}/auth/revoke`, body, { token });

  it('ends a token of the caller’s client, with an empty answer, and at once here (CSC-031)', async () => {
    const { status, text } = await revoke({ token: 'TL', token_type_hint: 'access_token' });
    expect([status, text]).toEqual([204, '']);
    const [asked] = gateway.core.logins.revoked;
    expect([asked?.token.reveal(), asked?.hint, asked?.clientId, asked?.signerId]).toEqual(['TL', 'access_token', client, alice]);
    expect(gateway.tokens.forgotten.at(-1)).toBe(client);
  });

  it('ends any token of the client for the client’s own token', async () => {
    expect((await revoke({ token: 'TL' }, 'TC')).status).toBe(204);
    expect(gateway.core.logins.revoked[0]).not.toHaveProperty('signerId');
  });

  it.each<[string, object, string]>([
    ['no token (CSC-034)', {}, 'Missing (or invalid type) string parameter token'],
    ['a token that is no text', { token: 5 }, 'Missing (or invalid type) string parameter token'],
    ['another hint (CSC-035)', { token: 'TL', token_type_hint: 'x' }, 'Invalid string parameter token_type_hint'],
    ['a token nobody knows (CSC-036)', { token: 'zz' }, 'Invalid string parameter token'],
    ['clientData that is no text', { token: 'TL', clientData: 5 }, 'Invalid parameter clientData'],
  ])('refuses %s', async (_, body, description) => {
    expect(await revoke(body)).toMatchObject(bad(description));
    expect(gateway.core.logins.revoked).toEqual([]);
  });

  it('answers 200 to clients whose profile needs it, and takes what nobody knows for ended', async () => {
    expect(await revoke({ token: 'TL' }, 'TD')).toMatchObject({ status: 200, body: {} });
    expect((await revoke({ token: 'zz' }, 'TD')).status).toBe(400);
    expect((await revoke({ token: 'zz' }, 'TX')).status).toBe(200);
  });
});
