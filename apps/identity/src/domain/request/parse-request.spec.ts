import { describe, expect, it } from '@jest/globals';
import type { RequestParameters } from './authorisation-request.js';
import { parseRequest as parse } from './parse-request.js';
import type { RequestRules } from './request-rules.js';

const HASH = Buffer.alloc(32, 0xfb).toString('base64');
const OTHER = Buffer.alloc(32, 0x01).toString('base64');
const SHA256 = '2.16.840.1.101.3.4.2.1';
const safe = (hash: string): string => Buffer.from(hash, 'base64').toString('base64url');

const RULES: RequestRules = { base: 'v2', profile: 'strict', creationPolicies: [] };
const parseRequest = (parameters: RequestParameters, change: Partial<RequestRules> = {}) => parse(parameters, { ...RULES, ...change });

const query = { scope: 'credential', credentialID: 'c-17', numSignatures: '1', hashes: safe(HASH), hashAlgorithmOID: SHA256 };
const detail = { type: 'credential', credentialID: 'c-17', documentDigests: [{ hash: HASH, label: 'a.pdf' }], hashAlgorithmOID: SHA256 };
const details = (...entries: unknown[]): RequestParameters => ({ authorization_details: JSON.stringify(entries) });

function refusalOf(parameters: RequestParameters, change: Partial<RequestRules> = {}): string {
  try {
    parseRequest(parameters, change);
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
    ['signatureQualifier', 'q'.repeat(61), 'Invalid parameter signatureQualifier'],
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
    [{ signatureQualifier: 'q'.repeat(61) }, 'invalid_request: Invalid parameter signatureQualifier'],
    [{ signatureQualifier: 5 }, 'invalid_request: Missing (or invalid type) string parameter signatureQualifier'],
    [{ hashAlgorithmOID: undefined }, 'invalid_request: Missing (or invalid type) string parameter hashAlgorithmOID'],
    [{ numSignatures: '1' }, 'invalid_request: Missing (or invalid type) integer parameter numSignatures'],
    [{ numSignatures: 0 }, 'invalid_request: Invalid value for parameter numSignatures'],
    [{ documentDigests: undefined }, 'invalid_request: Missing (or invalid type) integer parameter numSignatures'],
    [{ documentDigests: [] }, 'invalid_request: Missing (or invalid type) integer parameter numSignatures'],
    [{ documentDigests: 'x' }, 'invalid_request: Missing (or invalid type) array parameter documentDigests'],
    [{ documentDigests: ['x'] }, 'invalid_request: Missing (or invalid type) array parameter documentDigests'],
    [{ documentDigests: [{ label: 'a' }] }, 'invalid_request: Missing (or invalid type) string parameter hash'],
    [{ documentDigests: [{ hash: '%2G' }] }, 'invalid_request: Invalid Base64 hash string parameter'],
    [{ documentDigests: [{ hash: HASH, label: 'x'.repeat(501) }] }, 'invalid_request: Parameter label is longer than 500 characters'],
    [{ documentDigests: [{ hash: HASH, hashType: 'sdr' }] }, 'invalid_request: Invalid parameter hashType'],
    [{ documentDigests: [{ hash: HASH, href: 'https://x' }] }, 'invalid_authorization_details: Unknown member "href" in authorization_details'],
  ])('%j in it is refused', (change, refusal) => {
    expect(refusalOf(details({ ...detail, ...change }))).toBe(refusal);
  });
});

describe('what is left to the credential to allow', () => {
  it('is a request without hashes, in both forms', () => {
    const counted = { scope: 'credential', credentialId: 'c-17', documents: [], numSignatures: 2 };
    expect(parseRequest({ scope: 'credential', credentialID: 'c-17', numSignatures: '2' })).toEqual(counted);
    for (const documentDigests of [undefined, null, []]) {
      expect(parseRequest(details({ type: 'credential', credentialID: 'c-17', documentDigests, numSignatures: 2 }))).toEqual(counted);
    }
  });

  it('is fewer hashes than signatures', () => {
    expect(parseRequest({ ...query, numSignatures: '3' })).toMatchObject({ documents: [{ hash: HASH }], numSignatures: 3 });
  });

  it('is a qualifier in place of the credential, in both forms', () => {
    const { credentialID: _c, ...unnamed } = query;
    const { credentialID: _d, ...unnamedDetail } = detail;
    for (const parameters of [{ ...unnamed, signatureQualifier: 'eu_eidas_aes' }, details({ ...unnamedDetail, signatureQualifier: 'eu_eidas_aes' })]) {
      const request = parseRequest(parameters);
      expect([request, 'credentialId' in request]).toEqual([expect.objectContaining({ signatureQualifier: 'eu_eidas_aes' }), false]);
    }
  });
});

describe('CSC API v1', () => {
  const v1 = { base: 'v1' } as const;
  const first = { scope: 'credential', credentialID: 'c-17', numSignatures: '2', hash: `${safe(HASH)},${OTHER}` };

  it('has its own name for hashes and no algorithm', () => {
    expect(parseRequest({ ...first, description: 'Lease' }, v1)).toEqual({
      scope: 'credential',
      credentialId: 'c-17',
      documents: [
        { hash: HASH, label: 'Lease' },
        { hash: OTHER, label: 'Lease' },
      ],
      numSignatures: 2,
    });
  });

  it.each([
    [{ hash: safe(Buffer.alloc(17).toString('base64')) }, 'invalid_request: Invalid digest value length'],
    [{ hash: `${safe(HASH)},${safe(Buffer.alloc(48).toString('base64'))}` }, 'invalid_request: Invalid digest value length'],
    [{ hash: 'a' }, 'invalid_request: Invalid Base64 hash string parameter'],
    [{ numSignatures: '0' }, 'invalid_request: Invalid value for parameter numSignatures'],
    [{ scope: 'credential-creation' }, 'invalid_scope: Invalid parameter scope'],
    [{ scope: 'service' }, 'invalid_request: Parameter credentialID needs scope credential'],
  ])('%j is refused', (change, refusal) => {
    expect(refusalOf({ ...first, ...change }, v1)).toBe(refusal);
  });

  it('does not read the names of v2', () => {
    expect(parseRequest({ ...query, numSignatures: '1' }, v1)).toMatchObject({ documents: [] });
  });
});

describe('a credential to be made or deleted', () => {
  const year = 'https://cloudsignatureconsortium.org/2025';
  const policies = { creationPolicies: ['0.4.0.194112.1.2', '1.2.3'] };
  const creation = { type: `${year}/credential-creation`, credentialCreationRequest: { certificatePolicy: '1.2.3', subjectData: { given_name: 'A' } } };

  it.each(['credential-creation', 'credential_creation'])('is asked for by scope %s or by details', (scope) => {
    const made = { scope: 'credential-creation', certificatePolicy: '1.2.3' };
    expect(parseRequest({ scope, certificatePolicy: '1.2.3' }, policies)).toEqual(made);
    expect(parseRequest({ scope, ...details(creation) }, policies)).toEqual(made);
    expect(parseRequest(details(creation), policies)).toEqual(made);
    expect(parseRequest({ scope }, { creationPolicies: ['1.2.3', '1.2.3'] })).toEqual(made);
  });

  it.each(['credential-deletion', 'credential_deletion'])('is asked for by scope %s or by details', (scope) => {
    const deleted = { scope: 'credential-deletion', credentialId: 'c-17' };
    expect(parseRequest({ scope, credentialID: 'c-17' })).toEqual(deleted);
    expect(parseRequest(details({ type: `${year}/credential-deletion`, credentialID: 'c-17' }))).toEqual(deleted);
  });

  it.each([
    [{ scope: 'credential-creation' }, 'invalid_request: Missing (or invalid type) string parameter certificatePolicy'],
    [{ scope: 'credential-creation', certificatePolicy: '9.9' }, 'invalid_request: Invalid parameter certificatePolicy'],
    [details({ ...creation, credentialCreationRequest: { certificatePolicy: '9.9' } }), 'invalid_request: Invalid parameter certificatePolicy'],
    [details({ ...creation, credentialCreationRequest: undefined }), 'invalid_request: Missing (or invalid type) object parameter credentialCreationRequest'],
    [
      details({ ...creation, credentialCreationRequest: { certificatePolicy: '1.2.3', policyId: 'x' } }),
      'invalid_authorization_details: Unknown member "policyId" in authorization_details',
    ],
    [details({ ...creation, numSignatures: 5 }), 'invalid_authorization_details: Unknown member "numSignatures" in authorization_details'],
    [{ scope: 'credential', ...details(creation) }, 'invalid_request: authorization_details cannot be combined with scope credential'],
    [{ scope: 'credential-deletion' }, 'invalid_request: Missing (or invalid type) string parameter credentialID'],
    [details({ type: `${year}/credential-deletion` }), 'invalid_request: Missing (or invalid type) string parameter credentialID'],
    [details({ type: '__proto__' }), 'invalid_authorization_details: Unsupported authorization details type'],
  ])('%j is refused', (parameters, refusal) => {
    expect(refusalOf(parameters, policies)).toBe(refusal);
  });

  it('is refused to a client that may have none made', () => {
    expect(refusalOf(details(creation))).toBe('invalid_request: Invalid parameter certificatePolicy');
  });
});

describe('a description', () => {
  it('labels the documents that have no label', () => {
    const documentDigests = [{ hash: HASH, label: 'a.pdf' }, { hash: OTHER }];
    expect(parseRequest({ ...details({ ...detail, documentDigests }), description: 'Lease' })).toMatchObject({
      documents: [{ label: 'a.pdf' }, { label: 'Lease' }],
    });
  });
});

describe('leniencies of a profile', () => {
  it('let the plain parameters stand beside details, if they say the same', () => {
    const both = { ...details(detail), ...query };
    expect(parseRequest(both, { profile: 'eudi-kt' })).toMatchObject({ credentialId: 'c-17', numSignatures: 1 });
    expect(refusalOf(both)).toContain('cannot be combined with authorization_details');
  });

  it.each([{ credentialID: 'c-18' }, { numSignatures: '2' }, { hashes: safe(OTHER) }, { hashAlgorithmOID: '1.2.3' }, { signatureQualifier: 'x' }])(
    'do not let %j contradict them',
    (change) => {
      expect(refusalOf({ ...details(detail), ...query, ...change }, { profile: 'lenient' })).toBe(
        `invalid_request: Parameter ${Object.keys(change)[0]} cannot be combined with authorization_details`,
      );
    },
  );

  it('let details be one object', () => {
    const object = { authorization_details: JSON.stringify(detail) };
    expect(parseRequest(object, { profile: 'eudi-tester' })).toMatchObject({ credentialId: 'c-17' });
    expect(refusalOf(object, { profile: 'eudi-kt' })).toBe('invalid_authorization_details: authorization_details should be a JSON array');
  });
});

describe('an account', () => {
  it('is the signer a verified token named, never a token', () => {
    const signer = `sgn_${'A'.repeat(22)}`;
    expect(parseRequest({ scope: 'service', account_token: signer })).toEqual({ scope: 'service', account: signer });
    for (const account_token of ['a.b.c', `cli_${'A'.repeat(22)}`])
      expect(refusalOf({ account_token })).toBe('invalid_request: Invalid parameter account_token');
  });
});
