import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { bad, HttpGateway, wire } from './http-gateway.js';
import { alice, client, credentialBearer, personBearer } from './people.js';

let gateway: HttpGateway;
const authorised = ['credentials/list', 'credentials/info', 'credentials/authorize', 'credentials/getChallenge', 'signatures/signHash'];

beforeAll(async () => {
  gateway = await new HttpGateway().open();
  gateway.tokens.known.set('T', { state: 'active', bearer: personBearer() });
  gateway.tokens.known.set('K', { state: 'active', bearer: credentialBearer('K') });
  gateway.tokens.known.set('TX', { state: 'expired' });
  gateway.tokens.known.set('TR', { state: 'revoked' });
});
afterAll(() => gateway.close());
beforeEach(() => gateway.reset());

describe.each(authorised)('the header of %s', (method) => {
  it.each([['Foo abc'], ['Bearer'], ['Bearer '], ['Bearer a b'], ['Bearer ä'], ['Basic dTpw'], ['BearerT']])('refuses %s (CSC-014)', async (authorization) => {
    expect(await gateway.post(method, {}, { authorization })).toMatchObject(bad('Malformed authorization header'));
    expect(gateway.refusals.ofStrangers).toEqual(['invalid_request']);
  });

  it('refuses its absence', async () => {
    expect(await gateway.post(method, {})).toMatchObject(bad('Malformed authorization header'));
  });

  it('refuses an unknown token', async () => {
    const answer = await gateway.post(method, {}, { token: 'zz' });
    expect(answer).toMatchObject(wire(401, 'invalid_token', expect.any(String)));
    expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    expect(gateway.refusals.ofStrangers).toEqual(['invalid_token']);
  });

  it.each(['TX', 'TR'])('refuses a token that is over (CSC-015, CSC-016: %s)', async (token) => {
    const answer = await gateway.post(method, {}, { token });
    expect(answer).toMatchObject(wire(401, 'expired_token', expect.any(String)));
    expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
  });

  it('takes the scheme in any case', async () => {
    expect((await gateway.post(method, {}, { authorization: 'bearer T' })).status).not.toBe(401);
  });

  it('is looked at before the body', async () => {
    expect(await gateway.post(method, '{')).toMatchObject(bad('Malformed authorization header'));
  });
});

describe.each(authorised)('the body of %s', (method) => {
  it.each(['{', '[]', '"text"', '7', 'null', '{"a":1}}'])('is refused when it is %s (CSC-018), and the client’s refusal recorded', async (body) => {
    const answer = await gateway.post(method, body, { token: 'T' });
    expect(answer).toMatchObject(wire(400, 'invalid_request', expect.any(String)));
    expect(gateway.refusals.ofClients).toEqual([
      { method, error: 'invalid_request', description: answer.body['error_description'], clientId: client, signerId: alice },
    ]);
  });
});

it('errors have one shape (CSC-017)', async () => {
  const { body, headers } = await gateway.post('credentials/info', {}, { token: 'T' });
  expect(Object.keys(body)).toEqual(['error', 'error_description']);
  expect(headers.get('content-type')).toMatch(/^application\/json/);
});

it.each([
  ['info', {}],
  ['credentials/list', { token: 'T' }],
  ['credentials/list', {}],
  ['signatures/signDoc', {}],
] as const)('the answer of %s is kept by nobody', async (method, sending) => {
  expect((await gateway.post(method, {}, sending)).headers.get('cache-control')).toBe('no-store');
});

describe('a method', () => {
  it.each(['signatures/signDoc'])('that CSC knows and the service does not offer is 501: %s (CSC-019)', async (method) => {
    expect(await gateway.post(method, {}, { token: 'T' })).toMatchObject(wire(501, 'invalid_request', 'The method is not implemented'));
  });

  it.each([
    '/csc/v2/credentials/authorise',
    '/csc/v2',
    '/csc/v2/',
    '/csc/v3/info',
    '/csc/v1/signatures/signDoc',
    '/csc/v2/constructor',
    '/csc/v2/credentials/list/x',
    '/',
    '/wp-login.php',
  ])('that nobody knows is 404: %s', async (path) => {
    expect(await gateway.send(path, {})).toMatchObject(wire(404, 'invalid_request', 'Unknown method'));
  });

  it.each(['GET', 'PUT', 'DELETE'])('is not called by %s', async (verb) => {
    const answer = await gateway.send('/csc/v2/credentials/list', undefined, { verb, token: 'T' });
    expect(answer).toMatchObject(wire(405, 'invalid_request', expect.any(String)));
    expect(answer.headers.get('allow')).toBe('POST');
  });

  it.each(['/csc//v2//credentials//list', '//csc/v2/credentials/list', '/csc/v2/credentials/list/', '/csc/v2/credentials/list?x=1'])(
    'is found through carelessly joined addresses: %s',
    async (path) => {
      expect((await gateway.send(path, {}, { token: 'T' })).status).toBe(200);
    },
  );

  it.each(['credentials/list', 'credentials/authorize', 'credentials/getChallenge'])('is not called by a token of the wrong scope: %s', async (method) => {
    const answer = await gateway.post(method, {}, { token: 'K' });
    expect(answer).toMatchObject(wire(403, 'insufficient_scope', expect.any(String)));
    expect(answer.headers.get('www-authenticate')).toContain('insufficient_scope');
    expect(gateway.refusals.ofClients).toHaveLength(1);
  });
});

it('a body that is too large is refused in the same shape', async () => {
  expect(await gateway.post('credentials/list', `{"x":"${'y'.repeat(100_001)}"}`, { token: 'T' })).toMatchObject(
    wire(413, 'invalid_request', expect.any(String)),
  );
});

describe('a failure', () => {
  it('inside says nothing but where to look', async () => {
    gateway.tokens.failure = new Error('password=hunter2');
    const answer = await gateway.post('credentials/list', {}, { token: 'T' });
    expect(answer).toMatchObject(wire(500, 'server_error', expect.stringMatching(/^Unexpected condition\. Correlation id: [A-Za-z0-9_-]{8,64}$/)));
    expect(answer.text).not.toContain('hunter2');
    expect(answer.text).toContain(answer.headers.get('x-correlation-id') ?? 'none');
  });

  it.each(['internal', 'service.forbidden', 'record.tampered', 'request.invalid'] as const)('by the code %s says no more', async (code) => {
    gateway.tokens.failure = new ServiceError(code, 'secret detail');
    const answer = await gateway.post('credentials/list', {}, { token: 'T' });
    expect(answer).toMatchObject(wire(500, 'server_error', expect.stringContaining('Correlation id')));
    expect(answer.text).not.toContain('secret detail');
  });

  it.each([
    ['service.unavailable', undefined, '1'],
    ['deadline.exceeded', 2.5, '3'],
  ] as const)('of a neighbour (%s) says when to come back', async (code, retryAfter, header) => {
    gateway.tokens.failure = new ServiceError(code, 'identity is not there', retryAfter === undefined ? {} : { retryAfter });
    const answer = await gateway.post('credentials/list', {}, { token: 'T' });
    expect(answer).toMatchObject(wire(503, 'temporarily_unavailable', expect.any(String)));
    expect(answer.headers.get('retry-after')).toBe(header);
    expect(gateway.refusals.ofStrangers).toEqual([]);
  });
});

it('health and metrics answer beside the API', async () => {
  expect(await gateway.send('/health/live', undefined, { verb: 'GET' })).toMatchObject({ status: 200, body: { status: 'live' } });
  expect((await gateway.send('/metrics', undefined, { verb: 'GET' })).text).toContain('process_cpu');
});

it('the logo is a PNG', async () => {
  const { status, headers, text } = await gateway.send('/logo.png', undefined, { verb: 'GET' });
  expect([status, headers.get('content-type'), text.slice(1, 4)]).toEqual([200, 'image/png', 'PNG']);
});
