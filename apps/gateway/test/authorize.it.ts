import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError, type ErrorCode } from '@paraph/contracts';
import { Secret } from '@paraph/kernel';
import { RefusedBySam } from '../src/domain/signing-module.js';
import { bad, HttpGateway, wire } from './http-gateway.js';
import { aCredential, alice, aliceEc, aliceRsa, bob, bobEc, client, clientBearer, credentialBearer, facts, personBearer } from './people.js';

const SHA256 = '2.16.840.1.101.3.4.2.1';
const SHA512 = '2.16.840.1.101.3.4.2.3';
const digest = (fill: number, bytes = 32): Buffer => Buffer.alloc(bytes, fill);
const [h1, h2] = [digest(0xfb).toString('base64'), digest(0xff).toString('base64')];
const authData = [
  { id: 'OTP', value: '123456' },
  { id: 'PIN', value: '471125' },
];
const request = { credentialID: aliceEc, numSignatures: 1, hashes: [h1], hashAlgorithmOID: SHA256, authData };
const invalidData = wire(400, 'invalid_authentication_data', 'The authentication data is invalid');

let gateway: HttpGateway;
const authorize = (body: object, token = 'T') => gateway.post('credentials/authorize', body, { token });
const getChallenge = (body: object, token = 'T') => gateway.post('credentials/getChallenge', body, { token });

beforeAll(async () => {
  gateway = await new HttpGateway().open();
  const { known } = gateway.tokens;
  known.set('T', { state: 'active', bearer: personBearer() });
  known.set('TC', { state: 'active', bearer: clientBearer() });
  known.set('K', { state: 'active', bearer: credentialBearer('K') });
  gateway.directory.credentials.push(
    aCredential(),
    aCredential({ credentialId: aliceRsa, state: 'suspended' }),
    aCredential({ credentialId: bobEc, signerId: bob }),
  );
  gateway.core.authorisations.known.set(aliceEc, facts({ explicit: [['OTP', 'PIN'], ['ORDER']] }));
});
afterAll(() => gateway.close());
beforeEach(() => {
  gateway.reset();
  gateway.sam.issued = { state: 'authorised', token: new Secret('sad_a.b.c'), expiresAt: new Date(Date.now() + 300_000) };
});

describe('credentials/authorize', () => {
  it('answers a SAD for what was brought, and for how long it is good (CSC-064, CSC-065)', async () => {
    const { status, body, headers } = await authorize(request);
    expect([status, body]).toEqual([200, { SAD: 'sad_a.b.c', expiresIn: expect.any(Number) }]);
    expect([298, 299, 300]).toContain(body['expiresIn']);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(gateway.sam.requests).toMatchObject([{ clientId: client, signerId: alice, credentialId: aliceEc, numSignatures: 1, hashAlgorithmOid: SHA256 }]);
    expect(gateway.sam.requests[0]?.hashes.map((hash) => Buffer.from(hash))).toEqual([digest(0xfb)]);
    expect(gateway.sam.requests[0]?.authData.map(({ id, value }) => [id, value.reveal()])).toEqual([
      ['OTP', '123456'],
      ['PIN', '471125'],
    ]);
    expect(gateway.refusals.ofClients).toEqual([]);
  });

  it('and the SAD signs beside the service token', async () => {
    const { body } = await authorize(request);
    const answer = await gateway.post(
      'signatures/signHash',
      { credentialID: aliceEc, SAD: body['SAD'], hashes: [h1], signAlgo: '1.2.840.10045.4.3.2' },
      { token: 'T' },
    );
    expect(answer.status).toBe(200);
    expect(gateway.sam.orders).toMatchObject([{ clientId: client, signerId: alice, credentialId: aliceEc }]);
  });

  it('takes an order as authData', async () => {
    expect((await authorize({ ...request, authData: [{ id: 'ORDER', value: 'a.b.c' }] }, 'TC')).status).toBe(200);
    expect(gateway.sam.requests[0]?.authData[0]?.value.reveal()).toBe('a.b.c');
    expect(gateway.sam.requests[0]).not.toHaveProperty('signerId');
  });

  it('takes hashes in either alphabet, in their order, and more signatures than hashes', async () => {
    expect((await authorize({ ...request, numSignatures: 3, hashes: [digest(0xff).toString('base64url'), encodeURIComponent(h1)] })).status).toBe(200);
    expect(gateway.sam.requests[0]?.hashes.map((hash) => Buffer.from(hash).toString('base64'))).toEqual([h2, h1]);
  });

  it('ignores what it does not know, and null', async () => {
    expect((await authorize({ ...request, description: null, clientData: 'x', foo: 1 })).status).toBe(200);
  });

  it.each<[string, object, object]>([
    ['no credentialID', { credentialID: undefined }, bad('Missing (or invalid type) string parameter credentialID')],
    ['a credentialID that is no text', { credentialID: 1 }, bad('Missing (or invalid type) string parameter credentialID')],
    ['an unknown credential', { credentialID: 'nope' }, bad('Invalid parameter credentialID')],
    ['another person’s', { credentialID: bobEc }, bad('Invalid parameter credentialID')],
    ['a disabled one (CSC-071)', { credentialID: aliceRsa }, bad('The credential identified by credentialID is disabled')],
    ['no numSignatures (CSC-072)', { numSignatures: undefined }, bad('Missing (or invalid type) integer parameter numSignatures')],
    ['numSignatures as text (CSC-072)', { numSignatures: '1' }, bad('Missing (or invalid type) integer parameter numSignatures')],
    ['half a signature (CSC-072)', { numSignatures: 1.5 }, bad('Missing (or invalid type) integer parameter numSignatures')],
    ['no signature (CSC-073)', { numSignatures: 0 }, bad('Invalid value for parameter numSignatures')],
    ['less than none', { numSignatures: -1 }, bad('Invalid value for parameter numSignatures')],
    ['fewer signatures than hashes', { hashes: [h1, h2] }, bad('Invalid value for parameter numSignatures')],
    ['more signatures than any authorisation covers (CSC-074)', { numSignatures: 401 }, bad('Numbers of signatures is too high')],
    ['very many', { numSignatures: 1e300 }, bad('Numbers of signatures is too high')],
    ['no hashes (CSC-075)', { hashes: undefined }, bad('Missing (or invalid type) array parameter hashes')],
    ['hashes that are no array', { hashes: h1 }, bad('Missing (or invalid type) array parameter hashes')],
    ['the names of v1', { hashes: undefined, hash: [h1], PIN: '471125' }, bad('Missing (or invalid type) array parameter hashes')],
    ['no hash at all', { hashes: [] }, bad('Empty hash array')],
    ['a hash that is no Base64', { hashes: ['*'] }, bad('Invalid Base64 hash string parameter')],
    ['no digest algorithm (CSC-076)', { hashAlgorithmOID: undefined }, bad('Missing (or invalid type) string parameter hashAlgorithmOID')],
    ['SHA-1', { hashAlgorithmOID: '1.3.14.3.2.26' }, bad('Invalid parameter hashAlgorithmOID')],
    ['32 bytes of SHA-512', { hashAlgorithmOID: SHA512 }, bad('Invalid digest value length')],
    ['no authData', { authData: undefined }, bad('Missing (or invalid type) array parameter authData')],
    ['authData that is no array', { authData: { id: 'PIN', value: '1' } }, bad('Missing (or invalid type) array parameter authData')],
    ['authData without ids', { authData: ['471125'] }, bad('Invalid parameter authData')],
    ['authData that is empty', { authData: [] }, invalidData],
    ['an object no credential has', { authData: [{ id: 'SMS', value: '1' }] }, invalidData],
    ['a value that is missing', { authData: [{ id: 'PIN' }] }, invalidData],
    ['one object twice', { authData: [...authData, { id: 'pin', value: '111111' }] }, invalidData],
  ])('refuses %s, without asking the SAM', async (_, change, expected) => {
    const answer = await authorize({ ...request, ...change });
    expect(answer).toMatchObject(expected);
    expect(gateway.sam.asked).toBe(0);
    expect(gateway.refusals.ofClients).toMatchObject([{ method: 'credentials/authorize', description: answer.body['error_description'] }]);
  });

  it('refuses the first fault in the order of the error table', async () => {
    const faults = [
      ['parameter credentialID', { credentialID: aliceEc }],
      ['parameter numSignatures', { numSignatures: 1 }],
      ['parameter hashes', { hashes: [h1] }],
      ['parameter hashAlgorithmOID', { hashAlgorithmOID: SHA256 }],
      ['parameter authData', { authData }],
    ] as const;
    let body: object = {};
    for (const [words, mended] of faults) {
      expect((await authorize(body)).body['error_description']).toMatch(new RegExp(`${words}$`));
      body = { ...body, ...mended };
    }
    expect((await authorize(body)).status).toBe(200);
  });

  it('tells nothing of a credential by its own evidence: another person’s and none are alike', async () => {
    const texts = await Promise.all(['nope', bobEc, 'x'.repeat(500), ''].map(async (credentialID) => (await authorize({ ...request, credentialID })).text));
    expect(new Set(texts).size).toBe(1);
    expect(gateway.sam.asked).toBe(0);
  });

  it('getChallenge is only of v2', async () => {
    expect((await gateway.v1('credentials/getChallenge', request, { token: 'T' })).status).toBe(404);
  });

  it.each(['credentials/authorize', 'credentials/getChallenge'])('is called by POST: %s', async (method) => {
    expect((await gateway.send(`/csc/v2/${method}`, undefined, { verb: 'GET', token: 'T' })).status).toBe(405);
    expect(gateway.sam.asked).toBe(0);
  });

  it('takes no credential token', async () => {
    expect(await authorize(request, 'K')).toMatchObject(wire(403, 'insufficient_scope', expect.any(String)));
    expect(gateway.sam.asked).toBe(0);
  });
});

describe('credentials/getChallenge', () => {
  it.each(['T', 'TC'])('has a code sent and answers nothing (CSC-086: %s)', async (token) => {
    const { status, text, headers } = await getChallenge({ credentialID: aliceEc, authObjectID: 'OTP' }, token);
    expect([status, text, headers.get('content-type'), headers.get('cache-control')]).toEqual([204, '', null, 'no-store']);
    expect(gateway.sam.codes).toEqual([{ clientId: client, ...(token === 'T' ? { signerId: alice } : {}), credentialId: aliceEc }]);
  });

  it.each<[string, object, object]>([
    ['no credentialID', { credentialID: undefined }, bad('Missing (or invalid type) string parameter credentialID')],
    ['an unknown credential', { credentialID: 'nope' }, bad('Invalid parameter credentialID')],
    ['another person’s', { credentialID: bobEc }, bad('Invalid parameter credentialID')],
    ['a disabled one', { credentialID: aliceRsa }, bad('The credential identified by credentialID is disabled')],
    ['no object', { authObjectID: undefined }, bad('Missing (or invalid type) string parameter authObjectID')],
    ['an unknown object (CSC-087)', { authObjectID: 'SMS' }, bad('Invalid parameter authObjectID')],
    ['an object that is not sent', { authObjectID: 'PIN' }, bad('Invalid parameter authObjectID')],
    ['a name every object has', { authObjectID: 'toString' }, bad('Invalid parameter authObjectID')],
  ])('refuses %s, without asking the SAM', async (_, change, expected) => {
    expect(await getChallenge({ credentialID: aliceEc, authObjectID: 'OTP', ...change })).toMatchObject(expected);
    expect(gateway.sam.asked).toBe(0);
    expect(gateway.refusals.ofClients).toHaveLength(1);
  });

  it('refuses the object of a credential that has none, which stands in the SAM’s events', async () => {
    gateway.sam.failure = new RefusedBySam('evidence.missing', 'the SAM’s own words');
    expect(await getChallenge({ credentialID: aliceEc, authObjectID: 'OTP' })).toMatchObject(bad('Invalid parameter authObjectID'));
    expect(gateway.refusals.ofClients).toEqual([]);
  });

  it('takes no credential token', async () => {
    expect(await getChallenge({ credentialID: aliceEc, authObjectID: 'OTP' }, 'K')).toMatchObject(wire(403, 'insufficient_scope', expect.any(String)));
    expect(gateway.sam.asked).toBe(0);
  });
});

it.each(['getChallenge', 'sendOTP'])('%s says when the next code goes, and that nothing is locked (CSC-086)', async (method) => {
  gateway.sam.failure = new RefusedBySam('evidence.too_many_codes', 'a code was sent a moment ago', { retryAfter: 12 });
  const answer = await gateway.post(`credentials/${method}`, { credentialID: aliceEc, authObjectID: 'OTP' }, { token: 'T' });
  expect([answer.status, answer.body['error'], answer.headers.get('retry-after')]).toEqual([429, 'temporarily_unavailable', '12']);
  expect(gateway.refusals.ofClients).toEqual([]);
});

describe('what the SAM refuses is passed on, without reporting it again', () => {
  it.each<[ErrorCode, object]>([
    ['evidence.invalid', invalidData],
    ['evidence.missing', invalidData],
    ['order.invalid', invalidData],
    ['evidence.locked', bad('Credential locked')],
    ['activation.too_many', bad('Numbers of signatures is too high')],
    ['credential.unknown', bad('Invalid parameter credentialID')],
    ['credential.disabled', bad('The credential identified by credentialID is disabled')],
    ['credential.certificate_expired', bad('Signing certificate is expired')],
    ['hash.algorithm_unsupported', bad('Invalid parameter hashAlgorithmOID')],
    ['hash.length', bad('Invalid digest value length')],
  ])('%s', async (code, expected) => {
    gateway.sam.failure = new RefusedBySam(code, 'the SAM’s own words');
    const answer = await authorize(request);
    expect(answer).toMatchObject(expected);
    expect(answer.text).not.toContain('own words');
    expect(gateway.refusals.ofClients).toEqual([]);
  });

  it.each<[ErrorCode, number]>([
    ['activation.busy', 503],
    ['service.unavailable', 503],
    ['deadline.exceeded', 503],
    ['hsm.unavailable', 503],
    ['message.undeliverable', 503],
    ['record.tampered', 500],
    ['request.invalid', 500],
    ['client.unknown', 500],
    ['internal', 500],
  ])('%s as %d', async (code, status) => {
    gateway.sam.failure = new ServiceError(code, 'no', { retryAfter: 30 });
    const [authorised, challenged] = [await authorize(request), await getChallenge({ credentialID: aliceEc, authObjectID: 'OTP' })];
    expect([authorised.status, challenged.status]).toEqual([status, status]);
    expect(authorised.headers.get('retry-after')).toBe(status === 503 ? '30' : null);
  });
});
