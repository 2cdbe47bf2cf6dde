import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { X509Certificate } from 'node:crypto';
import { certificatePair } from './certificate-builder.js';
import { bad, HttpGateway, wire } from './http-gateway.js';
import {
  aClient,
  aCredential,
  alice,
  aliceEc,
  aliceRsa,
  bob,
  bobEc,
  clientBearer,
  credentialBearer,
  otherSubscriber,
  personBearer,
  stranger,
  subscriber,
} from './people.js';

let gateway: HttpGateway;
let chain: [string, string];

beforeAll(async () => {
  chain = await certificatePair([{ C: ['FR'] }, { CN: [{ utf8String: 'Alice "A" Martin' }] }]);
  gateway = await new HttpGateway().open();
  const { known } = gateway.tokens;
  known.set('T', { state: 'active', bearer: personBearer() });
  known.set('TC', { state: 'active', bearer: clientBearer() });
  known.set('K', { state: 'active', bearer: credentialBearer('K') });
  gateway.directory.credentials.push(
    aCredential({ certificates: chain }),
    aCredential({ credentialId: aliceRsa, algorithm: 'rsa3072', state: 'expired', certificates: chain, description: '' }),
    aCredential({ credentialId: bobEc, signerId: bob, certificates: chain }),
  );
  gateway.signers.subscribers.set(alice, subscriber).set(bob, subscriber).set(stranger, otherSubscriber);
});
afterAll(() => gateway.close());
beforeEach(() => gateway.reset());

describe('credentials/list', () => {
  it('lists the person’s credentials, usable ones first, without their infos (CSC-037, CSC-045)', async () => {
    expect((await gateway.post('credentials/list', {}, { token: 'T' })).body).toEqual({ credentialIDs: [aliceEc, aliceRsa] });
  });

  it.each([alice, 'u1', '', 7])('refuses userID %j with a person’s token (CSC-038)', async (userID) => {
    expect(await gateway.post('credentials/list', { userID }, { token: 'T' })).toMatchObject(bad('userID parameter MUST be null'));
    expect(gateway.refusals.ofClients).toHaveLength(1);
  });

  it('takes a userID that is null for absent (CSC-197)', async () => {
    expect((await gateway.post('credentials/list', { userID: null, lang: null, clientData: null }, { token: 'T' })).status).toBe(200);
  });

  it('lists the signer named by a client (CSC-039)', async () => {
    expect((await gateway.post('credentials/list', { userID: bob }, { token: 'TC' })).body).toEqual({ credentialIDs: [bobEc] });
  });

  it.each([undefined, 7, '', 'u1', stranger, `sgn_${'q'.repeat(22)}`])('refuses userID %j with a client’s token (CSC-040)', async (userID) => {
    expect(await gateway.post('credentials/list', { userID }, { token: 'TC' })).toMatchObject(bad('Invalid parameter userID'));
  });

  it('describes each one if asked, in the order of the identifiers (CSC-046)', async () => {
    const { body } = await gateway.post('credentials/list', { credentialInfo: true }, { token: 'T' });
    expect(body).toMatchObject({
      credentialIDs: [aliceEc, aliceRsa],
      credentialInfos: [
        { credentialID: aliceEc, key: { status: 'enabled' }, auth: { mode: 'oauth2code' }, multisign: 100 },
        { credentialID: aliceRsa, key: { status: 'disabled' }, auth: { mode: 'oauth2code' }, multisign: 100 },
      ],
    });
  });

  it('ignores the parts of an info nobody asked for (CSC-047)', async () => {
    expect((await gateway.post('credentials/list', { certInfo: true, certificates: 'all' }, { token: 'T' })).body).toEqual({
      credentialIDs: [aliceEc, aliceRsa],
    });
  });

  it.each(['all', '', 7, true])('refuses certificates %j (CSC-048)', async (certificates) => {
    expect(await gateway.post('credentials/list', { credentialInfo: true, certificates }, { token: 'T' })).toMatchObject(bad('Invalid parameter certificates'));
  });

  it('lists only usable ones and says so (CSC-049)', async () => {
    expect((await gateway.post('credentials/list', { onlyValid: true }, { token: 'T' })).body).toEqual({ credentialIDs: [aliceEc], onlyValid: true });
  });

  it.each(['onlyValid', 'credentialInfo'])('refuses %s that is no boolean', async (name) => {
    expect(await gateway.post('credentials/list', { [name]: 'yes' }, { token: 'T' })).toMatchObject(bad(`Invalid parameter ${name}`));
  });

  it('takes booleans written as text from clients whose profile says so, and from no other', async () => {
    gateway.tokens.known.set('TE', { state: 'active', bearer: personBearer({ client: aClient({ profile: 'eudi-tester' }) }) });
    const body = { credentialInfo: 'true', onlyValid: 'false' };
    expect((await gateway.post('credentials/list', body, { token: 'TE' })).body).toHaveProperty('credentialInfos');
    expect(await gateway.post('credentials/list', body, { token: 'T' })).toMatchObject(bad('Invalid parameter credentialInfo'));
  });
});

describe('credentials/info', () => {
  const info = (body: object, token = 'T') => gateway.post('credentials/info', body, { token });

  it('describes a credential with its certificate (CSC-051, CSC-057, CSC-058)', async () => {
    expect((await info({ credentialID: aliceEc })).body).toEqual({
      description: 'Alice',
      key: {
        status: 'enabled',
        algo: ['1.2.840.10045.4.3.2', '1.2.840.10045.4.3.3', '1.2.840.10045.4.3.4'],
        len: 256,
        curve: '1.2.840.10045.3.1.7',
      },
      cert: { status: 'valid', certificates: [chain[0]] },
      auth: { mode: 'oauth2code', objects: [] },
      SCAL: '2',
      multisign: 100,
    });
  });

  it('describes an RSA credential that is expired, without a curve', async () => {
    expect((await info({ credentialID: aliceRsa, certificates: 'none' })).body).toEqual({
      key: {
        status: 'disabled',
        algo: ['1.2.840.113549.1.1.11', '1.2.840.113549.1.1.12', '1.2.840.113549.1.1.13', '1.2.840.113549.1.1.1', '1.2.840.113549.1.1.10'],
        len: 3072,
      },
      cert: { status: 'expired' },
      auth: { mode: 'oauth2code', objects: [] },
      SCAL: '2',
      multisign: 100,
    });
  });

  it.each([
    ['p384', 384, '1.3.132.0.34'],
    ['p521', 521, '1.3.132.0.35'],
    ['rsa2048', 2048, undefined],
    ['rsa4096', 4096, undefined],
  ] as const)('describes a key of %s', async (algorithm, len, curve) => {
    gateway.directory.credentials.push(aCredential({ credentialId: algorithm, algorithm, certificates: chain }));
    const { key } = (await info({ credentialID: algorithm })).body as { key: { len: number; curve?: string; algo: string[] } };
    expect([key.len, key.curve]).toEqual([len, curve]);
    expect(key.algo[0]).toBe(curve === undefined ? '1.2.840.113549.1.1.11' : '1.2.840.10045.4.3.2');
    gateway.directory.credentials.pop();
  });

  it.each([
    ['none', undefined],
    ['single', 1],
    ['chain', 2],
    [null, 1],
  ])('answers %s of the certificates, end entity first (CSC-052, CSC-053)', async (certificates, count) => {
    const { cert } = (await info({ credentialID: aliceEc, certificates })).body as { cert: { certificates?: string[] } };
    expect(cert.certificates).toEqual(count === undefined ? undefined : chain.slice(0, count));
  });

  it('adds what the certificate says if asked, and only then (CSC-054)', async () => {
    const { cert } = (await info({ credentialID: aliceEc, certificates: 'none', certInfo: true })).body;
    expect(cert).toEqual({
      status: 'valid',
      issuerDN: 'CN=Issuing CA,O=Example\\, Trust,C=FR',
      serialNumber: 'F1AB02',
      subjectDN: 'CN=Alice \\"A\\" Martin,C=FR',
      validFrom: '20270102030405Z',
      validTo: '20290102030405Z',
      policy: ['0.4.0.194112.1.2'],
      qcStatements: [],
    });
    const reference = new X509Certificate(Buffer.from(chain[0], 'base64'));
    expect(reference.serialNumber).toBe('F1AB02');
  });

  it.each([[undefined], [null], [1], [{}], [['x']]])('refuses credentialID %j (CSC-059)', async (credentialID) => {
    expect(await info({ credentialID })).toMatchObject(bad('Missing (or invalid type) string parameter credentialID'));
  });

  it('answers alike for an unknown credential and another person’s (CSC-060)', async () => {
    const bodies = await Promise.all(['nope', bobEc, '', 'x'.repeat(500)].map(async (credentialID) => (await info({ credentialID })).text));
    expect(new Set(bodies).size).toBe(1);
    expect(await info({ credentialID: bobEc })).toMatchObject(bad('Invalid parameter credentialID'));
    expect(gateway.refusals.ofClients).toHaveLength(5);
  });

  it.each(['all', 1])('refuses certificates %j (CSC-061)', async (certificates) => {
    expect(await info({ credentialID: aliceEc, certificates })).toMatchObject(bad('Invalid parameter certificates'));
  });

  it.each(['certInfo', 'authInfo'])('refuses %s that is no boolean', async (name) => {
    expect(await info({ credentialID: aliceEc, [name]: 1 })).toMatchObject(bad(`Invalid parameter ${name}`));
  });

  it('takes a credential token for its own credential only (CSC-062)', async () => {
    expect((await info({ credentialID: aliceEc }, 'K')).status).toBe(200);
    expect(await info({ credentialID: aliceRsa }, 'K')).toMatchObject(bad('Invalid parameter credentialID'));
  });

  it('takes a client’s token for any credential of its subscriber', async () => {
    expect((await info({ credentialID: bobEc }, 'TC')).status).toBe(200);
    expect(await info({ credentialID: 'nope' }, 'TC')).toMatchObject(bad('Invalid parameter credentialID'));
  });

  it('describes no certificate it cannot read', async () => {
    gateway.directory.credentials.push(aCredential({ credentialId: 'broken', certificates: ['MAA='] }));
    expect(await info({ credentialID: 'broken', certInfo: true })).toMatchObject(wire(500, 'server_error', expect.any(String)));
  });
});
