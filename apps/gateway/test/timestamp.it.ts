import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError, type ErrorCode } from '@paraph/contracts';
import { bad, HttpGateway } from './http-gateway.js';
import { credentialBearer, personBearer } from './people.js';

const SHA256 = '2.16.840.1.101.3.4.2.1';
const hash = Buffer.alloc(32, 7).toString('base64');

let gateway: HttpGateway;
beforeAll(async () => {
  gateway = await new HttpGateway().open();
  gateway.tokens.known.set('T', { state: 'active', bearer: personBearer() });
  gateway.tokens.known.set('K', { state: 'active', bearer: credentialBearer('K') });
});
afterAll(() => gateway.close());
beforeEach(() => gateway.reset());

describe.each(['v1', 'v2'] as const)('signatures/timestamp of %s', (version) => {
  const stamp = (body: object, token = 'T') => gateway.send(`/csc/${version}/signatures/timestamp`, body, { token });

  it('answers the token over the digest (CSC-128)', async () => {
    const { status, body } = await stamp({ hash, hashAlgo: SHA256 });
    expect([status, body]).toEqual([200, { timestamp: Buffer.concat([Buffer.of(0x30), Buffer.alloc(32, 7)]).toString('base64') }]);
    expect(gateway.core.timestamps.imprints).toEqual([{ hash: new Uint8Array(32).fill(7), hashAlgorithmOid: SHA256 }]);
  });

  it.each([
    ['0A1B2C', 0x0a1b2cn],
    ['00', 0n],
    ['f'.repeat(32), 2n ** 128n - 1n],
  ])('passes on nonce %s (CSC-129)', async (nonce, value) => {
    expect((await stamp({ hash, hashAlgo: SHA256, nonce })).status).toBe(200);
    expect(gateway.core.timestamps.imprints[0]?.nonce).toBe(value);
  });

  it.each(['zz', '', '0x1', '-1', 'f'.repeat(33), 12, ['1']])('refuses nonce %j (CSC-130)', async (nonce) => {
    expect(await stamp({ hash, hashAlgo: SHA256, nonce })).toMatchObject(bad('Invalid parameter nonce'));
  });

  it.each<[string, object, string]>([
    ['no hash', { hash: undefined }, 'Missing (or invalid type) string parameter hash'],
    ['a hash that is an array', { hash: [hash] }, 'Missing (or invalid type) string parameter hash'],
    ['an empty hash', { hash: '' }, 'Empty hash parameter'],
    ['31 bytes', { hash: Buffer.alloc(31).toString('base64') }, 'Invalid digest value length'],
    [
      '31 bytes of an unknown algorithm, of which the length comes first',
      { hash: Buffer.alloc(31).toString('base64'), hashAlgo: 'x' },
      'Invalid digest value length',
    ],
    ['48 bytes of SHA-256', { hash: Buffer.alloc(48).toString('base64') }, 'Invalid digest value length'],
    ['no Base64', { hash: '*' }, 'Invalid Base64 hash string parameter'],
    ['no algorithm', { hashAlgo: undefined }, 'Invalid parameter hashAlgo'],
    ['SHA-1', { hashAlgo: '1.3.14.3.2.26' }, 'Invalid parameter hashAlgo'],
    ['clientData that is no text', { clientData: 5 }, 'Invalid parameter clientData'],
  ])('refuses %s (CSC-131)', async (_, change, description) => {
    expect(await stamp({ hash, hashAlgo: SHA256, ...change })).toMatchObject(bad(description));
    expect(gateway.core.timestamps.imprints).toEqual([]);
  });

  it('takes no credential token', async () => {
    expect((await stamp({ hash, hashAlgo: SHA256 }, 'K')).status).toBe(403);
  });

  it.each<[ErrorCode, number]>([
    ['timestamp.refused', 503],
    ['hsm.unavailable', 503],
    ['clock.unreliable', 503],
    ['hsm.ambiguous', 500],
  ])('tells %s as %d', async (code, status) => {
    gateway.core.timestamps.failure = new ServiceError(code, 'own words');
    const answer = await stamp({ hash, hashAlgo: SHA256 });
    expect([answer.status, answer.headers.has('retry-after')]).toEqual([status, status === 503]);
  });
});
