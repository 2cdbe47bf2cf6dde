import { describe, expect, it } from '@jest/globals';
import type { RequestParameters } from './authorisation-request.js';
import { parseRequest } from './parse-request.js';

const HASH = Buffer.alloc(32, 0xfb).toString('base64');
const OTHER = Buffer.alloc(32, 0x01).toString('base64');
const SHA256 = '2.16.840.1.101.3.4.2.1';
const safe = (hash: string): string => Buffer.from(hash, 'base64').toString('base64url');

const query = { scope: 'credential', credentialID: 'c-17', numSignatures: '1', hashes: safe(HASH), hashAlgorithmOID: SHA256 };
const detail = { type: 'credential', credentialID: 'c-17', documentDigests: [{ hash: HASH, label: 'a.pdf' }], hashAlgorithmOID: SHA256 };
const details = (...entries: unknown[]): RequestParameters => ({ authorization_details: JSON.stringify(entries) });

function refusalOf(parameters: RequestParameters): string {
  try {
    parseRequest(parameters);
    return 'none';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe('the scope of a request', () => {
  it('is service when nothing says otherwise', () => {
    expect([parseRequest({}), parseRequest({ scope: 'service' }), parseRequest({ scope: null })]).toEqual(Array(3).fill({ scope: 'service' }));
  });

  it('is credential for details, written beside them or not', () => {
    expect([parseRequest(details(detail)).scope, parseRequest({ ...details(detail), scope: 'credential' }).scope]).toEqual(['credential', 'credential']);
  });

  it.each(['foo', 'service credential', 'openid', 'SERVICE', ' service'])('is never “%s”', (scope) => {
    expect(refusalOf({ scope })).toBe('invalid_scope: Invalid parameter scope');
  });

  it.each([
    [{ ...details(detail), scope: 'service' }, 'invalid_request: authorization_details cannot be combined with scope service'],
    [{ ...details(detail), hashes: 'x' }, 'invalid_request: Parameter hashes cannot be combined with authorization_details'],
    [{ scope: 'service', numSignatures: '1' }, 'invalid_request: Parameter numSignatures needs scope credential'],
    [{ credentialID: 'c' }, 'invalid_request: Parameter credentialID needs scope credential'],
    [{ scope: 'service', account_token: 'a.b.c' }, 'invalid_request: Invalid parameter account_token'],
  ])('%j is refused', (parameters, refusal) => {
    expect(refusalOf(parameters)).toBe(refusal);
  });
});

describe('the query form', () => {
  it('says what to sign with what', () => {
    expect(parseRequest({ ...query, numSignatures: '2', hashes: `${safe(HASH)},${safe(OTHER)}`, description: 'Lease' })).toEqual({
      scope: 'credential',
      credentialId: 'c-17',
      documents: [
        { hash: HASH, label: 'Lease' },
        { hash: OTHER, label: 'Lease' },
      ],
      hashAlgorithmOid: SHA256,
      numSignatures: 2,
    });
  });

  it('reads a digest in any alphabet to the same bytes', () => {
    for (const text of [safe(HASH), HASH, HASH.replaceAll('+', ' '), HASH.replace(/=+$/, '')]) {
      expect(parseRequest({ ...query, hashes: text })).toMatchObject({ documents: [{ hash: HASH }] });
    }
  });

  it.each([
    ['hashes', undefined, 'Missing (or invalid type) array parameter hashes'],
    ['hashes', `["${safe(HASH)}"]`, 'Invalid Base64 hash string parameter'],
    ['hashes', `${safe(HASH)},`, 'Invalid Base64 hash string parameter'],
    ['hashes', 'a', 'Invalid Base64 hash string parameter'],
    ['hashes', safe(Buffer.alloc(20).toString('base64')), 'Invalid digest value length'],
    ['hashAlgorithmOID', undefined, 'Missing (or invalid type) string parameter hashAlgorithmOID'],
    ['hashAlgorithmOID', '1.3.14.3.2.26', 'Invalid parameter hashAlgorithmOID'],
    ['hashAlgorithmOID', '2.16.840.1.101.3.4.2.3', 'Invalid digest value length'],
    ['credentialID', '', 'Missing (or invalid type) string parameter credentialID'],
    ['credentialID', 'c'.repeat(201), 'Invalid parameter credentialID'],
    ['numSignatures', undefined, 'Missing (or invalid type) integer parameter numSignatures'],
    ['numSignatures', '1.5', 'Missing (or invalid type) integer parameter numSignatures'],
    ['numSignatures', '1e3', 'Missing (or invalid type) integer parameter numSignatures'],
    ['numSignatures', '0', 'Invalid value for parameter numSignatures'],
    ['numSignatures', '-1', 'Invalid value for parameter numSignatures'],
    ['description', 'x'.repeat(501), 'Parameter description is longer than 500 characters'],
    ['signatureQualifier', 'eu_eidas_qes', 'Invalid parameter signatureQualifier'],
  ])('%s = %j is refused', (name, value, description) => {
    expect(refusalOf({ ...query, [name]: value })).toBe(`invalid_request: ${description}`);
  });

  it('asks for no fewer signatures than documents', () => {
    expect(refusalOf({ ...query, hashes: `${safe(HASH)},${safe(OTHER)}` })).toBe('invalid_request: Invalid value for parameter numSignatures');
  });

  it('covers at most 400 documents', () => {
    expect(parseRequest({ ...query, numSignatures: '400', hashes: Array(400).fill(safe(HASH)).join() })).toMatchObject({ numSignatures: 400 });
    const refusal = refusalOf({ ...query, numSignatures: '401', hashes: Array(401).fill(safe(HASH)).join() });
    expect(refusal).toBe('invalid_request: At most 400 documents can be authorised at once');
  });
});

describe('authorization_details', () => {
  it('say the same, with a label for each document; without a count it is theirs', () => {
    expect(
      parseRequest(
        details({ ...detail, locations: ['https://x'], documentDigests: [{ hash: safe(HASH), label: 'a.pdf', hashType: 'DTBSR' }, { hash: OTHER }] }),
      ),
    ).toEqual({
      scope: 'credential',
      credentialId: 'c-17',
      documents: [
        { hash: HASH, label: 'a.pdf' },
        { hash: OTHER, label: '' },
      ],
      hashAlgorithmOid: SHA256,
      numSignatures: 2,
    });
  });

  it.each([
    ['no JSON', 'nonsense', 'invalid_authorization_details: authorization_details is not JSON'],
    ['an object', JSON.stringify(detail), 'invalid_authorization_details: authorization_details should be a JSON array'],
    ['nothing', '[]', 'invalid_authorization_details: authorization_details should have exactly one entry'],
    ['two entries', JSON.stringify([detail, detail]), 'invalid_authorization_details: authorization_details should have exactly one entry'],
    ['a text', '["credential"]', 'invalid_authorization_details: authorization_details should have exactly one entry'],
  ])('%s is refused', (_what, text, refusal) => {
    expect(refusalOf({ authorization_details: text })).toBe(refusal);
  });

  it.each([
    [{ type: 'payment' }, 'invalid_authorization_details: Unsupported authorization details type'],
    [{ amount: 5 }, 'invalid_authorization_details: Unknown member "amount" in authorization_details'],
    [{ consented: true }, 'invalid_authorization_details: Unknown member "consented" in authorization_details'],
    [{ credentialID: 5 }, 'invalid_request: Missing (or invalid type) string parameter credentialID'],
    [{ credentialID: null }, 'invalid_request: Missing (or invalid type) string parameter credentialID'],
    [{ signatureQualifier: 'eu_eidas_qes' }, 'invalid_request: Invalid parameter signatureQualifier'],
    [{ hashAlgorithmOID: undefined }, 'invalid_request: Missing (or invalid type) string parameter hashAlgorithmOID'],
    [{ numSignatures: '1' }, 'invalid_request: Missing (or invalid type) integer parameter numSignatures'],
    [{ numSignatures: 0 }, 'invalid_request: Invalid value for parameter numSignatures'],
    [{ documentDigests: undefined }, 'invalid_request: Missing (or invalid type) array parameter documentDigests'],
    [{ documentDigests: [] }, 'invalid_request: Empty documentDigests array'],
    [{ documentDigests: ['x'] }, 'invalid_request: Missing (or invalid type) array parameter documentDigests'],
    [{ documentDigests: [{ label: 'a' }] }, 'invalid_request: Missing (or invalid type) string parameter hash'],
    [{ documentDigests: [{ hash: '%2F' }] }, 'invalid_request: Invalid Base64 hash string parameter'],
    [{ documentDigests: [{ hash: HASH, label: 'x'.repeat(501) }] }, 'invalid_request: Parameter label is longer than 500 characters'],
    [{ documentDigests: [{ hash: HASH, hashType: 'sdr' }] }, 'invalid_request: Invalid parameter hashType'],
    [{ documentDigests: [{ hash: HASH, href: 'https://x' }] }, 'invalid_authorization_details: Unknown member "href" in authorization_details'],
  ])('%j in it is refused', (change, refusal) => {
    expect(refusalOf(details({ ...detail, ...change }))).toBe(refusal);
  });
});
