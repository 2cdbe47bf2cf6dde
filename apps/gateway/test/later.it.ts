import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ErrorCode } from '@paraph/contracts';
import { RefusedBySam } from '../src/domain/signing-module.js';
import { bad, HttpGateway, wire } from './http-gateway.js';
import { aClient, aCredential, alice, aliceEc, bob, client, clientBearer, credentialBearer, personBearer } from './people.js';

const hash = Buffer.alloc(32, 1).toString('base64');
const request = { credentialID: aliceEc, hashes: [hash], signAlgo: '1.2.840.10045.4.3.2', operationMode: 'A' };
const allowed = aClient({ responseUris: ['https://sca.example/done', 'https://other.example/'] });

let gateway: HttpGateway;
const sign = (body: object, token = 'K') => gateway.post('signatures/signHash', body, { token });
const poll = (body: object, token = 'T') => gateway.post('signatures/signPolling', body, { token });

beforeAll(async () => {
  gateway = await new HttpGateway().open();
  const { known } = gateway.tokens;
  known.set('K', { state: 'active', bearer: credentialBearer('K', { client: allowed }) });
  known.set('KN', { state: 'active', bearer: credentialBearer('KN') });
  known.set('KS', { state: 'active', bearer: credentialBearer('KS', { client: { ...allowed, profile: 'siros' } }) });
  known.set('T', { state: 'active', bearer: personBearer() });
  known.set('TC', { state: 'active', bearer: clientBearer() });
  gateway.directory.credentials.push(aCredential());
});
afterAll(() => gateway.close());
beforeEach(() => gateway.reset());

describe('signatures/signHash with operationMode A', () => {
  it('answers the identifier of the result and no signatures (CSC-123)', async () => {
    const { status, body } = await sign(request);
    expect([status, body]).toEqual([200, { responseID: gateway.sam.orders[0]?.attemptId }]);
    expect(gateway.sam.terms).toEqual([{ validityMs: 86_400_000 }]);
  });

  it.each(['https://sca.example/done', 'https://sca.example/done/1?x=y', 'https://other.example/any', 'https://SCA.example:443/done'])(
    'passes on an address that the client may name: %s',
    async (address) => {
      expect((await sign({ ...request, validity_period: 60_000, response_uri: address })).status).toBe(200);
      expect(gateway.sam.terms).toEqual([{ validityMs: 60_000, responseUri: address }]);
    },
  );

  it.each([
    'https://sca.example/doneandmore',
    'https://sca.example/',
    'https://sca.example/done/../admin',
    'https://sca.example:8443/done',
    'https://sca.example@evil.example/done',
    'https://user:pw@sca.example/done',
    'https://sca.example/done#part',
    'http://sca.example/done',
    'https://evil.example/?https://sca.example/done',
    'ftp://x',
    'x',
    7,
  ])('refuses response_uri %j (CSC-125)', async (address) => {
    expect(await sign({ ...request, response_uri: address })).toMatchObject(bad('Invalid parameter response_uri'));
    expect(gateway.sam.orders).toEqual([]);
  });

  it('lets no client name an address whom the operator allowed none', async () => {
    expect(await sign({ ...request, response_uri: 'https://sca.example/done' }, 'KN')).toMatchObject(bad('Invalid parameter response_uri'));
    expect((await sign(request, 'KN')).status).toBe(200);
  });

  it.each<[unknown, string]>([
    ['x', 'Invalid parameter validity_period'],
    [1.5, 'Invalid parameter validity_period'],
    [true, 'Invalid parameter validity_period'],
    [0, 'Out of bounds parameter validity_period'],
    [999, 'Out of bounds parameter validity_period'],
    [10 ** 12, 'Out of bounds parameter validity_period'],
    [1e300, 'Out of bounds parameter validity_period'],
  ])('refuses validity_period %j (CSC-124)', async (period, description) => {
    expect(await sign({ ...request, validity_period: period })).toMatchObject(bad(description));
    expect(gateway.sam.orders).toEqual([]);
  });

  it('takes names in camel case from clients that write them so, and ignores them from others', async () => {
    const body = { ...request, validityPeriod: 5_000, responseURI: 'https://sca.example/done' };
    await sign(body, 'KS');
    await sign(body);
    expect(gateway.sam.terms).toEqual([{ validityMs: 5_000, responseUri: 'https://sca.example/done' }, { validityMs: 86_400_000 }]);
  });

  it('says when to come back where too many orders wait', async () => {
    gateway.sam.failure = new RefusedBySam('attempt.too_many', 'no', { retryAfter: 7 });
    const answer = await sign(request);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '7']);
  });
});

describe('signatures/signPolling', () => {
  it('answers 202 while it waits, then the signatures (CSC-123)', async () => {
    expect(await poll({ requestID: 'att_1' })).toMatchObject({
      status: 202,
      body: { error: 'accepted_request', error_description: 'The previous async request has been accepted but not yet completed' },
    });
    gateway.sam.polling = { state: 'signed', signatures: [Uint8Array.of(1, 2)] };
    expect(await poll({ requestID: 'att_1' })).toMatchObject({ status: 200, body: { signatures: ['AQI='] } });
    expect(gateway.sam.polled).toEqual(Array.from({ length: 2 }, () => ({ responseId: 'att_1', clientId: client, signerId: alice })));
  });

  it('asks for the signer that a client names, or for any of its own', async () => {
    await poll({ requestID: 'att_1', userID: bob }, 'TC');
    await poll({ requestID: 'att_1' }, 'TC');
    await poll({ requestID: 'att_1' }, 'K');
    expect(gateway.sam.polled.map(({ signerId }) => signerId)).toEqual([bob, undefined, alice]);
  });

  it.each<[string, object, string, string]>([
    ['no requestID (CSC-126)', {}, 'T', 'Missing (or invalid type) string parameter requestID'],
    ['a requestID that is no text', { requestID: 7 }, 'T', 'Missing (or invalid type) string parameter requestID'],
    ['a requestID longer than any', { requestID: 'x'.repeat(201) }, 'T', 'Invalid parameter requestID'],
    ['userID beside a person’s token', { requestID: 'a', userID: 7 }, 'T', 'userID parameter SHALL be null'],
    ['a userID that is none', { requestID: 'a', userID: 'u1' }, 'TC', 'Invalid parameter "userID"'],
    ['clientData that is no text', { requestID: 'a', clientData: 5 }, 'T', 'Invalid parameter clientData'],
  ])('refuses %s without asking the SAM', async (_, body, token, description) => {
    expect(await poll(body, token)).toMatchObject(bad(description));
    expect(gateway.sam.asked).toBe(0);
  });

  it.each<[ErrorCode, object]>([
    ['attempt.unknown', bad('Invalid parameter requestID')],
    ['attempt.partial', wire(500, 'server_error', expect.any(String))],
    ['credential.disabled', bad('The credential identified by credentialID is disabled')],
  ])('fails as the signing failed: %s (CSC-126, CSC-127)', async (code, expected) => {
    gateway.sam.failure = new RefusedBySam(code, 'own words');
    expect(await poll({ requestID: 'att_1' })).toMatchObject(expected);
  });
});

describe('RSASSA-PSS', () => {
  it('without parameters is for clients whose profile derives them (CSC-098)', async () => {
    gateway.tokens.known.set('KD', { state: 'active', bearer: credentialBearer('KD', { client: aClient({ profile: 'documenso' }) }) });
    const body = { ...request, operationMode: 'S', signAlgo: '1.2.840.113549.1.1.10', hashAlgorithmOID: '2.16.840.1.101.3.4.2.1' };
    expect((await sign(body, 'KD')).status).toBe(200);
    expect(Buffer.from(gateway.sam.orders[0]?.signAlgorithmParameters ?? []).toString('base64')).toBe(
      'MDSgDzANBglghkgBZQMEAgEFAKEcMBoGCSqGSIb3DQEBCDANBglghkgBZQMEAgEFAKIDAgEg',
    );
    expect(await sign(body)).toMatchObject(bad('Missing (or invalid type) string parameter signAlgoParams'));
    expect(await sign({ ...body, hashAlgorithmOID: undefined }, 'KD')).toMatchObject(bad('Missing (or invalid type) string parameter signAlgoParams'));
  });
});
