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
  expect(() => echoDetail({ type: 'credential', credentialID: 'c', documentDigests: [], hashAlgorithmOID: OID })).toThrow('numSignatures');
});

it('of a credential to be made or deleted says what was asked for', () => {
  const year = 'https://cloudsignatureconsortium.org/2025';
  const creation = { type: `${year}/credential-creation`, credentialCreationRequest: { certificatePolicy: '1.2.3', subjectData: { given_name: 'A' } } };
  expect(echoDetail(creation)).toEqual(creation);
  expect(echoDetail({ type: `${year}/credential-deletion`, credentialID: 'c' })).toEqual({ type: `${year}/credential-deletion`, credentialID: 'c' });
});

it('keeps a qualifier by which the signer’s credential is chosen', () => {
  const detail = { type: 'credential', signatureQualifier: 'eu_eidas_aes', documentDigests: [{ hash: HASH }], hashAlgorithmOID: OID };
  expect(echoDetail(detail)).toEqual({ ...detail, numSignatures: 1 });
});
