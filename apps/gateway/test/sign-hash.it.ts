import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError, type ErrorCode } from '@paraph/contracts';
import { RefusedBySam } from '../src/domain/signing-module.js';
import { bad, HttpGateway, wire } from './http-gateway.js';
import { aCredential, alice, aliceEc, aliceRsa, bob, bobEc, client, clientBearer, credentialBearer, otherClient, personBearer } from './people.js';

const ES256 = '1.2.840.10045.4.3.2';
const RSA = '1.2.840.113549.1.1.1';
const SHA256 = '2.16.840.1.101.3.4.2.1';
const SHA512 = '2.16.840.1.101.3.4.2.3';
const PSS = '1.2.840.113549.1.1.10';
/** RSASSA-PSS-params of SHA-256 and SHA-512. */
const PSS_SHA256 = 'MDSgDzANBglghkgBZQMEAgEFAKEcMBoGCSqGSIb3DQEBCDANBglghkgBZQMEAgEFAKIDAgEg';
const PSS_SHA512 = 'MDSgDzANBglghkgBZQMEAgMFAKEcMBoGCSqGSIb3DQEBCDANBglghkgBZQMEAgMFAKIDAgFA';

const digest = (fill: number, bytes = 32): Buffer => Buffer.alloc(bytes, fill);
const [h1, h2] = [digest(0xfb).toString('base64'), digest(0xff).toString('base64')];
const request = { credentialID: aliceEc, hashes: [h1], signAlgo: ES256 };

let gateway: HttpGateway;
const sign = (body: object, token = 'K') => gateway.post('signatures/signHash', body, { token });
const ordered = () => gateway.sam.orders.map(({ hashes }) => hashes.map((hash) => Buffer.from(hash).toString('base64')));

beforeAll(async () => {
  gateway = await new HttpGateway().open();
  const { known } = gateway.tokens;
  known.set('K', { state: 'active', bearer: credentialBearer('K') });
  known.set('T', { state: 'active', bearer: personBearer() });
  known.set('T2', { state: 'active', bearer: personBearer({ signerId: bob }) });
  known.set('TO', { state: 'active', bearer: personBearer({ clientId: otherClient }) });
  known.set('TC', { state: 'active', bearer: clientBearer() });
  known.set('KX', { state: 'expired' });
  gateway.directory.credentials.push(aCredential(), aCredential({ credentialId: aliceRsa }), aCredential({ credentialId: bobEc, signerId: bob }));
});
afterAll(() => gateway.close());
beforeEach(() => gateway.reset());

describe('signatures/signHash signs', () => {
  it('with the credential token as bearer (CSC-111)', async () => {
    const { status, body } = await sign({ ...request, hashAlgorithmOID: SHA256 });
    expect([status, body]).toEqual([200, { signatures: [Buffer.concat([Buffer.from([0x51]), digest(0xfb)]).toString('base64')] }]);
    expect(gateway.refusals.ofClients).toEqual([]);
  });

  it.each(['T', 'TC'])('with a service token and the credential token as SAD (CSC-112: %s)', async (token) => {
    expect((await sign({ ...request, SAD: 'K' }, token)).status).toBe(200);
    expect(gateway.sam.orders[0]).toMatchObject({ clientId: client, signerId: alice, credentialId: aliceEc });
  });

  it('with the same token twice', async () => {
    expect((await sign({ ...request, SAD: 'K' })).status).toBe(200);
  });

  it('in the order of the request (CSC-100)', async () => {
    const { body } = await sign({ ...request, hashes: [h2, h1, h2] });
    const order = (body['signatures'] as string[]).map((text) => Buffer.from(text, 'base64').at(-1));
    expect(order).toEqual([0xff, 0xfb, 0xff]);
  });

  it.each([
    ['with padding', h1],
    ['base64url', digest(0xfb).toString('base64url')],
    ['base64url with padding', `${digest(0xfb).toString('base64url')}=`],
    ['with spaces for plus signs', h1.replaceAll('+', ' ')],
    ['percent-encoded', encodeURIComponent(h1)],
  ])('a hash written %s', async (_, hash) => {
    expect((await sign({ ...request, hashes: [hash] })).status).toBe(200);
    expect(ordered()).toEqual([[h1]]);
  });

  it('without a digest algorithm where the signature algorithm implies one (CSC-095)', async () => {
    expect((await sign(request)).status).toBe(200);
    expect(gateway.sam.orders[0]).not.toHaveProperty('hashAlgorithmOid');
  });

  it('ignoring a digest algorithm that is implied, even another one (CSC-096)', async () => {
    expect((await sign({ ...request, hashAlgorithmOID: SHA512 })).status).toBe(200);
    expect(gateway.sam.orders[0]).not.toHaveProperty('hashAlgorithmOid');
  });

  it('with rsaEncryption and a digest algorithm (CSC-094)', async () => {
    const hashes = [digest(1, 64).toString('base64')];
    expect((await sign({ ...request, signAlgo: RSA, hashAlgorithmOID: SHA512, hashes })).status).toBe(200);
    expect(gateway.sam.orders[0]).toMatchObject({ signAlgorithmOid: RSA, hashAlgorithmOid: SHA512 });
  });

  it('with RSASSA-PSS and its parameters, whatever digest is named beside them (CSC-098)', async () => {
    const hashes = [digest(1, 64).toString('base64')];
    expect((await sign({ ...request, signAlgo: PSS, signAlgoParams: PSS_SHA512, hashAlgorithmOID: SHA256, hashes })).status).toBe(200);
    expect(gateway.sam.orders[0]).toMatchObject({ signAlgorithmOid: PSS, signAlgorithmParameters: new Uint8Array(Buffer.from(PSS_SHA512, 'base64')) });
    expect(gateway.sam.orders[0]).not.toHaveProperty('hashAlgorithmOid');
  });

  it('without parameters where the algorithm takes none', async () => {
    expect((await sign({ ...request, signAlgoParams: PSS_SHA256 })).status).toBe(200);
    expect(gateway.sam.orders[0]).not.toHaveProperty('signAlgorithmParameters');
  });

  it('taking null for absent (CSC-197)', async () => {
    const nulls = { SAD: null, signAlgoParams: null, operationMode: null, validity_period: null, response_uri: null, clientData: null, hashAlgorithmOID: null };
    expect((await sign({ ...request, ...nulls })).status).toBe(200);
  });

  it('with members of the synchronous mode and unknown ones', async () => {
    expect(
      (await sign({ ...request, operationMode: 'S', signAlgoParams: '', foo: 1, validity_period: 5, response_uri: 'https://sca.example/done' })).status,
    ).toBe(200);
  });
});

describe('signatures/signHash refuses by itself', () => {
  it.each([
    ['no SAD beside a service token (CSC-110)', {}, 'T', 'Missing (or invalid type) string parameter SAD'],
    ['a SAD that is no text', { SAD: 7 }, 'T', 'Missing (or invalid type) string parameter SAD'],
    ['a SAD that is no text beside a credential token', { SAD: 7 }, 'K', 'Missing (or invalid type) string parameter SAD'],
    ['a SAD nobody knows', { SAD: 'zz' }, 'T', 'Invalid parameter SAD'],
    ['a SAD that is not the bearer', { SAD: 'zz' }, 'K', 'Invalid parameter SAD'],
    ['a service token as SAD', { SAD: 'T' }, 'T', 'Invalid parameter SAD'],
    ['a SAD of another person (CSC-107)', { SAD: 'K' }, 'T2', 'Invalid parameter SAD'],
    ['a SAD of another client', { SAD: 'K' }, 'TO', 'Invalid parameter SAD'],
    ['a SAD that is over (CSC-108)', { SAD: 'KX' }, 'T', 'SAD expired'],
    ['a SAD of another credential (CSC-106)', { SAD: 'K', credentialID: aliceRsa }, 'T', 'Invalid parameter SAD'],
    ['another credential than the token’s (CSC-113)', { credentialID: aliceRsa }, 'K', 'Invalid parameter credentialID'],
    ['another person’s credential', { SAD: 'K', credentialID: bobEc }, 'T', 'Invalid parameter credentialID'],
    ['an unknown credential', { SAD: 'K', credentialID: 'nope' }, 'T', 'Invalid parameter credentialID'],
    ['no credentialID', { credentialID: undefined }, 'K', 'Missing (or invalid type) string parameter credentialID'],
    ['a credentialID that is no text', { credentialID: 5 }, 'K', 'Missing (or invalid type) string parameter credentialID'],
    ['no hashes (CSC-114)', { hashes: undefined }, 'K', 'Missing (or invalid type) array parameter hash'],
    ['hashes that are no array', { hashes: h1 }, 'K', 'Missing (or invalid type) array parameter hash'],
    ['the names of v1 (CSC-188)', { hashes: undefined, hash: [h1], hashAlgo: SHA256 }, 'K', 'Missing (or invalid type) array parameter hash'],
    ['no hash at all (CSC-115)', { hashes: [] }, 'K', 'Empty hash array'],
    ['a hash that is no Base64 (CSC-116)', { hashes: [h1, '*'] }, 'K', 'Invalid Base64 hash string parameter'],
    ['a hash that is no text', { hashes: [7] }, 'K', 'Invalid Base64 hash string parameter'],
    ['a hash behind broken percent signs', { hashes: ['%E0%A4%A'] }, 'K', 'Invalid Base64 hash string parameter'],
    ['no signAlgo', { signAlgo: undefined }, 'K', 'Missing (or invalid type) string parameter signAlgo'],
    ['a signAlgo that is no text', { signAlgo: 5 }, 'K', 'Missing (or invalid type) string parameter signAlgo'],
    ['an unknown signAlgo (CSC-118)', { signAlgo: '1.2.3' }, 'K', 'Invalid parameter signAlgo'],
    ['RSASSA-PSS without parameters (CSC-098)', { signAlgo: PSS, hashAlgorithmOID: SHA256 }, 'K', 'Missing (or invalid type) string parameter signAlgoParams'],
    ['RSASSA-PSS with null for parameters', { signAlgo: PSS, signAlgoParams: null }, 'K', 'Missing (or invalid type) string parameter signAlgoParams'],
    ['RSASSA-PSS with parameters that are no text', { signAlgo: PSS, signAlgoParams: 5 }, 'K', 'Missing (or invalid type) string parameter signAlgoParams'],
    ['RSASSA-PSS with nothing for parameters', { signAlgo: PSS, signAlgoParams: '' }, 'K', 'Invalid parameter signAlgoParams'],
    ['RSASSA-PSS with parameters that are no Base64', { signAlgo: PSS, signAlgoParams: '*' }, 'K', 'Invalid parameter signAlgoParams'],
    ['RSASSA-PSS with its defaults, which are SHA-1', { signAlgo: PSS, signAlgoParams: 'MAA=' }, 'K', 'Invalid parameter signAlgoParams'],
    ['32 bytes under RSASSA-PSS with SHA-512', { signAlgo: PSS, signAlgoParams: PSS_SHA512 }, 'K', 'Invalid digest value length'],
    ['signAlgoParams that are no text', { signAlgoParams: 5 }, 'K', 'Missing (or invalid type) string parameter signAlgoParams'],
    ['rsaEncryption without a digest (CSC-097)', { signAlgo: RSA }, 'K', 'Missing (or invalid type) string parameter hashAlgorithmOID'],
    ['SHA-1 (CSC-119)', { signAlgo: RSA, hashAlgorithmOID: '1.3.14.3.2.26' }, 'K', 'Invalid parameter hashAlgorithmOID'],
    ['an unknown operation mode (CSC-122)', { operationMode: 'Z' }, 'K', 'Invalid parameter operationMode'],
    ['an operation mode that is no text', { operationMode: 5 }, 'K', 'Invalid parameter operationMode'],
    ['a bad validity period (CSC-124)', { validity_period: 'x' }, 'K', 'Invalid parameter validity_period'],
    ['a huge validity period', { validity_period: 10 ** 12 }, 'K', 'Out of bounds parameter validity_period'],
    ['a validity period of nothing', { validity_period: 0 }, 'K', 'Out of bounds parameter validity_period'],
    ['a bad response address (CSC-125)', { response_uri: 'ftp://x' }, 'K', 'Invalid parameter response_uri'],
    ['31 bytes under SHA-256 (CSC-117)', { hashes: [digest(1, 31).toString('base64')] }, 'K', 'Invalid digest value length'],
    ['an empty hash', { hashes: [''] }, 'K', 'Invalid digest value length'],
    ['32 bytes under SHA-512', { signAlgo: RSA, hashAlgorithmOID: SHA512 }, 'K', 'Invalid digest value length'],
    ['more hashes than an authorisation covers', { hashes: Array.from({ length: 401 }, () => h1) }, 'K', 'Too many hashes in one call: at most 400'],
  ])('%s', async (_, change, token, description) => {
    expect(await sign({ ...request, ...change }, token)).toMatchObject(bad(description));
    expect(gateway.sam.orders).toEqual([]);
    expect(gateway.refusals.ofClients).toMatchObject([{ method: 'signatures/signHash', error: 'invalid_request', description }]);
  });

  it('the first fault in the order of the error table', async () => {
    const faults = [
      ['SAD', { SAD: 'K' }],
      ['credentialID', { credentialID: aliceEc }],
      ['hash', { hashes: [h1] }],
      ['signAlgo', { signAlgo: RSA }],
      ['hashAlgorithmOID', { hashAlgorithmOID: SHA256 }],
      ['operationMode', { operationMode: 'S' }],
    ] as const;
    let body: object = { operationMode: 'Z' };
    for (const [parameter, mended] of faults) {
      const { body: answer } = await sign(body, 'T');
      expect(answer['error_description']).toMatch(new RegExp(`parameter ${parameter}$`));
      body = { ...body, ...mended };
    }
    expect((await sign(body, 'T')).status).toBe(200);
  });
});

describe('signatures/signHash passes on what the SAM refuses, without reporting it again', () => {
  it.each<[ErrorCode, string]>([
    ['sad.invalid', 'Invalid parameter SAD'],
    ['sad.spent', 'Invalid parameter SAD'],
    ['sad.expired', 'SAD expired'],
    ['hash.not_authorised', 'Hash is not authorized by the SAD'],
    ['hash.length', 'Invalid digest value length'],
    ['hash.algorithm_missing', 'Missing (or invalid type) string parameter hashAlgorithmOID'],
    ['hash.algorithm_unsupported', 'Invalid parameter hashAlgorithmOID'],
    ['algorithm.unsupported', 'Invalid parameter signAlgo'],
    ['credential.unknown', 'Invalid parameter credentialID'],
    ['credential.disabled', 'The credential identified by credentialID is disabled'],
    ['credential.certificate_expired', 'Signing certificate is expired'],
  ])('%s', async (code, description) => {
    gateway.sam.failure = new RefusedBySam(code, 'the SAM’s own words');
    const answer = await sign(request);
    expect(answer).toMatchObject(bad(description));
    expect(answer.text).not.toContain('own words');
    expect(gateway.refusals.ofClients).toEqual([]);
  });

  it.each<[ErrorCode, number, string]>([
    ['hsm.unavailable', 503, 'temporarily_unavailable'],
    ['hsm.refused', 503, 'temporarily_unavailable'],
    ['service.unavailable', 503, 'temporarily_unavailable'],
    ['deadline.exceeded', 503, 'temporarily_unavailable'],
    ['clock.unreliable', 503, 'temporarily_unavailable'],
    ['log.behind', 503, 'temporarily_unavailable'],
    ['hsm.ambiguous', 500, 'server_error'],
    ['attempt.partial', 500, 'server_error'],
    ['record.tampered', 500, 'server_error'],
    ['internal', 500, 'server_error'],
  ])('%s as %d', async (code, status, error) => {
    gateway.sam.failure = new ServiceError(code, 'no');
    const answer = await sign(request);
    expect(answer).toMatchObject(wire(status, error, expect.any(String)));
    expect(answer.headers.has('retry-after')).toBe(status === 503);
  });

  it('hsm.ambiguous with what to do about it, and no invitation to repeat', async () => {
    gateway.sam.failure = new ServiceError('hsm.ambiguous', 'no', { retryAfter: 1 });
    const answer = await sign(request);
    expect(answer.body['error_description']).toMatch(/not known whether.*stays spent.*new authorisation\. Correlation id: [\w-]{8,64}$/);
    expect(answer.headers.has('retry-after')).toBe(false);
  });

  it('attempt.partial with what became of the batch, and no invitation to repeat', async () => {
    gateway.sam.failure = new ServiceError('attempt.partial', 'no');
    const answer = await sign(request);
    expect(answer.body['error_description']).toMatch(/^Only a part of the hashes was signed/);
    expect(answer.headers.has('retry-after')).toBe(false);
  });

  it('and no answer carries the token (CSC-190)', async () => {
    gateway.tokens.known.set('very-secret-token', { state: 'active', bearer: credentialBearer('very-secret-token') });
    gateway.sam.failure = new Error('sad very-secret-token');
    expect((await sign(request, 'very-secret-token')).text).not.toContain('very-secret-token');
  });
});
