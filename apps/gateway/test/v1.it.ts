/** CSC 1.0.4.0 where it differs from v2: names, groups, texts. What both do by the same code is tested under v2. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError, type ErrorCode } from '@paraph/contracts';
import { RefusedBySam } from '../src/domain/signing-module.js';
import { bad, type HttpGateway, wire, type Answer } from './http-gateway.js';
import { alice, aliceEc, bob, bobEc, client } from './people.js';
import { again, gatewayOfV1, ids } from './v1-gateway.js';

const SENTENCE =
  'The request is missing a required parameter, includes an invalid parameter value, includes a parameter more than once, or is otherwise malformed.';
const SHA256 = '2.16.840.1.101.3.4.2.1';
const RSA = '1.2.840.113549.1.1.1';
const digest = (fill: number, bytes = 32): string => Buffer.alloc(bytes, fill).toString('base64');
const [h1, h2] = [digest(1), digest(2)];

let gateway: HttpGateway;
const call = (method: string, body: object, token = 'T'): Promise<Answer> => gateway.v1(method, body, { token });

beforeAll(async () => {
  gateway = await gatewayOfV1();
});
afterAll(() => gateway.close());
beforeEach(() => again(gateway));

describe('info', () => {
  it('has the members of v1 and no other (CSC-003, CSC-005 to CSC-009)', async () => {
    const { body } = await call('info', {});
    expect(body).toEqual({
      specs: '1.0.4.0',
      name: 'Paraph',
      logo: 'http://gateway.localhost/logo.png',
      region: 'FR',
      lang: 'en',
      description: expect.any(String),
      authType: ['basic', 'oauth2code', 'oauth2client'],
      oauth2: 'http://identity.localhost/v1',
      methods: [
        'info',
        'auth/login',
        'auth/revoke',
        'credentials/list',
        'credentials/info',
        'credentials/authorize',
        'credentials/extendTransaction',
        'credentials/sendOTP',
        'signatures/signHash',
        'signatures/timestamp',
      ],
    });
    const statuses = await Promise.all((body['methods'] as string[]).map(async (method) => (await gateway.v1(method, {})).status));
    expect(statuses.filter((status) => status === 404 || status === 501)).toEqual([]);
  });

  it('answers GET, and in French (CSC-010, CSC-011)', async () => {
    expect((await gateway.send('/csc/v1/info', undefined, { verb: 'GET' })).body['lang']).toBe('en');
    expect((await call('info', { lang: 'fr-FR' })).body['lang']).toBe('fr');
  });
});

describe('a header that is no Bearer (CSC-014)', () => {
  it.each([
    'auth/revoke',
    'credentials/list',
    'credentials/info',
    'credentials/authorize',
    'credentials/extendTransaction',
    'signatures/signHash',
    'signatures/timestamp',
  ])('is told by the sentence of the standard: %s', async (method) => {
    expect(await gateway.v1(method, {}, { authorization: 'Foo abc' })).toMatchObject(bad(SENTENCE));
  });

  it('is told in its own way by sendOTP', async () => {
    expect(await gateway.v1('credentials/sendOTP', {}, { authorization: 'Foo abc' })).toMatchObject(bad('Malformed authroization header.'));
    expect(await gateway.post('credentials/sendOTP', {}, { authorization: 'Foo abc' })).toMatchObject(bad('Malformed authorization header'));
  });
});

describe('credentials/list', () => {
  it('comes in pages that hold each credential once, the last without a token (CSC-041, CSC-042)', async () => {
    const found: string[] = [];
    let pageToken: unknown;
    for (let page = 0; page < 10; page += 1) {
      const { body } = await call('credentials/list', { maxResults: 2, ...(pageToken === undefined ? {} : { pageToken }) });
      found.push(...(body['credentialIDs'] as string[]));
      pageToken = body['nextPageToken'];
      if (pageToken === undefined) break;
    }
    expect(found).toEqual(Object.values(ids));
  });

  it.each([100_000, 0, -1, 'many', 1.5])('takes maxResults %j for its own maximum (CSC-043)', async (maxResults) => {
    const { status, body } = await call('credentials/list', { maxResults });
    expect([status, (body['credentialIDs'] as string[]).length]).toEqual([200, 5]);
  });

  it.each(['zz', '', aliceEc, 7])('refuses pageToken %j (CSC-044)', async (pageToken) => {
    expect(await call('credentials/list', { pageToken })).toMatchObject(bad('Invalid parameter pageToken'));
  });

  it('finds nothing of another person’s list by a token of this one', async () => {
    const { body } = await call('credentials/list', { maxResults: 1 });
    expect(await call('credentials/list', { userID: bob, pageToken: body['nextPageToken'] }, 'TC')).toMatchObject(bad('Invalid parameter pageToken'));
    expect((await call('credentials/list', { userID: alice, pageToken: body['nextPageToken'] }, 'TC')).status).toBe(200);
  });

  it('knows no infos', async () => {
    expect((await call('credentials/list', { credentialInfo: true })).body).toEqual({ credentialIDs: Object.values(ids) });
  });

  it('has the texts of userID (CSC-038, CSC-040)', async () => {
    expect(await call('credentials/list', { userID: 7 })).toMatchObject(bad('userID parameter MUST be null'));
    expect(await call('credentials/list', { userID: 7 }, 'TC')).toMatchObject(bad('Invalid parameter userID'));
  });
});

describe('credentials/info', () => {
  const info = (credentialID: string, more: object = {}) => call('credentials/info', { credentialID, certificates: 'none', ...more });

  it('tells key, mode and count, and neither groups nor auth unless asked (CSC-050)', async () => {
    expect((await info(ids.both)).body).toEqual({
      description: 'Alice',
      key: { status: 'enabled', algo: expect.any(Array), len: 256, curve: '1.2.840.10045.3.1.7' },
      cert: { status: 'valid' },
      authMode: 'explicit',
      SCAL: '2',
      multisign: 3,
    });
  });

  it.each([
    [ids.pin, 'explicit', '1'],
    [ids.link, 'implicit', '2'],
    [ids.page, 'oauth2code', '2'],
    [ids.totp, 'explicit', '2'],
  ])('names the mode of %s (CSC-057)', async (id, mode, scal) => {
    expect((await info(id, { authInfo: true })).body).toMatchObject({ authMode: mode, SCAL: scal });
  });

  it('describes PIN and OTP of an explicit credential (CSC-055)', async () => {
    const { body } = await info(ids.both, { authInfo: true, lang: 'fr' });
    expect(body).toMatchObject({
      PIN: { presence: 'true', format: 'N', label: 'Code PIN' },
      OTP: { presence: 'true', type: 'online', format: 'N', ID: 'OTP', description: expect.stringContaining('••12') },
      lang: 'fr',
    });
  });

  it('tells a code that is read off a device as offline, and a factor that may be left out as optional', async () => {
    expect((await info(ids.totp, { authInfo: true })).body).toMatchObject({
      PIN: { presence: 'optional' },
      OTP: { presence: 'true', type: 'offline', ID: 'TOTP' },
    });
    expect((await info(ids.pin, { authInfo: true })).body).toMatchObject({ PIN: { presence: 'true' }, OTP: { presence: 'false' } });
  });

  it.each([ids.link, ids.page])('has no groups for what is not explicit: %s', async (id) => {
    const { body } = await info(id, { authInfo: true });
    expect([body['PIN'], body['OTP']]).toEqual([undefined, undefined]);
  });

  it('tells of a certificate what v1 knows (CSC-054)', async () => {
    const { cert } = (await info(ids.pin, { certInfo: true })).body;
    expect(Object.keys(cert as object).sort()).toEqual(['issuerDN', 'serialNumber', 'status', 'subjectDN', 'validFrom', 'validTo']);
  });

  it('looks at the credential before the rest of the request', async () => {
    expect(await info('nope', { certificates: 'all' })).toMatchObject(bad('Invalid parameter credentialID'));
    expect(await info(bobEc, { certificates: 'all' })).toMatchObject(bad('Invalid parameter credentialID'));
    expect(await info(ids.pin, { certificates: 'all' })).toMatchObject(bad('Invalid parameter certificates'));
  });

  it('takes no credential token', async () => {
    expect((await call('credentials/info', { credentialID: aliceEc }, 'K')).status).toBe(403);
  });
});

describe('signatures/signHash', () => {
  const request = { credentialID: aliceEc, SAD: 'sad_a.b.c', hash: [h1, h2], hashAlgo: SHA256, signAlgo: RSA };
  const sign = (body: object, token = 'T') => call('signatures/signHash', body, token);

  it('signs by the names of v1, in order (CSC-093, CSC-100)', async () => {
    const { status, body } = await sign(request);
    expect([status, (body['signatures'] as string[]).map((one) => Buffer.from(one, 'base64').at(-1))]).toEqual([200, [1, 2]]);
    expect(gateway.sam.orders).toMatchObject([{ clientId: client, signerId: alice, signAlgorithmOid: RSA, hashAlgorithmOid: SHA256 }]);
  });

  it('takes the credential token as SAD beside a service token only (CSC-136)', async () => {
    expect((await sign({ ...request, SAD: 'K' })).status).toBe(200);
    expect((await sign(request, 'K')).status).toBe(403);
    expect(gateway.sam.orders).toHaveLength(1);
  });

  it.each<[string, object, string]>([
    ['no SAD (CSC-109)', { SAD: undefined }, 'Missing (or invalid type) string parameter SAD'],
    ['a SAD of nobody', { SAD: 'zz' }, 'Invalid parameter SAD'],
    ['no hash (CSC-114)', { hash: 'x' }, 'Missing (or invalid type) array parameter hash'],
    ['the names of v2 (CSC-189)', { hash: undefined, hashes: [h1] }, 'Missing (or invalid type) array parameter hash'],
    ['no hash at all (CSC-115)', { hash: [] }, 'Empty hash array'],
    ['no Base64 (CSC-116)', { hash: ['*'] }, 'Invalid Base64 hash string parameter'],
    ['31 bytes (CSC-117)', { hash: [digest(1, 31)] }, 'Invalid digest value length'],
    ['no signAlgo', { signAlgo: undefined }, 'Missing (or invalid type) string parameter signAlgo'],
    ['an unknown signAlgo (CSC-118)', { signAlgo: '1.2.3' }, 'Invalid parameter signAlgo'],
    ['two unknown algorithms, of which the digest’s comes first', { signAlgo: '1.2.3', hashAlgo: '1.2.4' }, 'Invalid parameter hashAlgo'],
    ['no hashAlgo where it is needed (CSC-097)', { hashAlgo: undefined }, 'Missing (or invalid type) string parameter hashAlgo'],
    ['SHA-1 (CSC-119)', { hashAlgo: '1.3.14.3.2.26' }, 'Invalid parameter hashAlgo'],
    ['no parameters for RSASSA-PSS (CSC-098)', { signAlgo: '1.2.840.113549.1.1.10' }, 'Missing (or invalid type) string parameter signAlgoParams'],
    ['clientData that is no text (CSC-120)', { clientData: 5 }, 'Invalid parameter clientData'],
  ])('refuses %s', async (_, change, description) => {
    expect(await sign({ ...request, ...change })).toMatchObject(bad(description));
    expect(gateway.sam.orders).toEqual([]);
  });

  it('knows no asynchronous mode', async () => {
    expect((await sign({ ...request, operationMode: 'A' })).body).toHaveProperty('signatures');
    expect(gateway.sam.terms).toEqual([]);
  });

  it.each<[ErrorCode, string]>([
    ['hash.not_authorised', 'Hash is not authorized by the SAD.'],
    ['sad.expired', 'SAD expired'],
    ['sad.spent', 'Invalid parameter SAD'],
    ['hash.algorithm_missing', 'Missing (or invalid type) string parameter hashAlgo'],
    ['hash.algorithm_unsupported', 'Invalid parameter hashAlgo'],
    ['credential.certificate_expired', "Signing certificate 'O=Example,CN=Alice' is expired."],
  ])('has its own text for %s (CSC-102, CSC-104, CSC-108, CSC-121)', async (code, description) => {
    gateway.sam.failure = new RefusedBySam(code, 'own words');
    expect(await sign(request)).toMatchObject(bad(description));
    expect(gateway.refusals.ofClients).toEqual([]);
  });
});

it('a failure of ours is told no more under v1 than under v2', async () => {
  gateway.sam.failure = new ServiceError('record.tampered', 'own words');
  const answer = await call('signatures/signHash', { credentialID: aliceEc, SAD: 'K', hash: [h1], signAlgo: '1.2.840.10045.4.3.2' });
  expect(answer).toMatchObject(wire(500, 'server_error', expect.stringContaining('Correlation id')));
  expect(answer.text).not.toContain('own words');
});
