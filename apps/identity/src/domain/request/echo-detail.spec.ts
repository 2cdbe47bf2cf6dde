import { expect, it } from '@jest/globals';
import { echoDetail } from './echo-detail.js';

const HASH = Buffer.alloc(32, 0xfb).toString('base64url');
const OID = '2.16.840.1.101.3.4.2.1';

it('always has the five members, with digests as they were written and without absent ones', () => {
  const documentDigests = [{ hash: HASH, label: 'a.pdf', hashType: 'DTBSR', circumstantialData: null }];
  expect(echoDetail({ type: 'credential', credentialID: 'c', signatureQualifier: null, documentDigests, hashAlgorithmOID: OID })).toEqual({
    type: 'credential',
    credentialID: 'c',
    numSignatures: 1,
    documentDigests: [{ hash: HASH, label: 'a.pdf', hashType: 'DTBSR' }],
    hashAlgorithmOID: OID,
  });
});

it('repeats where the details were meant for, if the client said so', () => {
  const detail = { type: 'credential', credentialID: 'c', documentDigests: [{ hash: HASH }], hashAlgorithmOID: OID, locations: ['https://gateway'] };
  expect(echoDetail(detail)).toMatchObject({ locations: ['https://gateway'] });
});

it('is of nothing that would not have been authorised', () => {
  expect(() => echoDetail({ type: 'credential', credentialID: 'c', documentDigests: [], hashAlgorithmOID: OID })).toThrow('Empty documentDigests array');
});
