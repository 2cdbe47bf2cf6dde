import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AuthorisationFacts, ErrorCode } from '@paraph/contracts';
import { Secret } from '@paraph/kernel';
import { RefusedBySam } from '../src/domain/signing-module.js';
import { bad, HttpGateway, wire, type Answer } from './http-gateway.js';
import { aClient, aCredential, alice, aliceEc, bob, bobEc, client, credentialBearer, facts, personBearer } from './people.js';

const SHA256 = '2.16.840.1.101.3.4.2.1';
const digest = (fill: number, bytes = 32): string => Buffer.alloc(bytes, fill).toString('base64');
const [h1, h2] = [digest(1), digest(2)];
const digests = { hashes: [h1], hashAlgorithmOID: SHA256 };
const message = { channel: 'email' as const, hint: 'a••@example' };
const waiting = { state: 'waiting' as const, activationId: 'act_1' };

let gateway: HttpGateway;
const call = (method: string, body: object, token = 'T'): Promise<Answer> => gateway.post(method, body, { token });
const told = (change: Partial<AuthorisationFacts>): void => void gateway.core.authorisations.known.set(aliceEc, facts(change));

beforeAll(async () => {
  gateway = await new HttpGateway().open();
  const { known } = gateway.tokens;
  known.set('T', { state: 'active', bearer: personBearer() });
  known.set('TS', { state: 'active', bearer: personBearer({ client: aClient({ profile: 'siros' }) }) });
  known.set('TL', { state: 'active', bearer: personBearer({ client: aClient({ profile: 'lenient' }) }) });
  known.set('K', { state: 'active', bearer: credentialBearer('K') });
  const limits = { requestsPerMinute: 1_000_000, bodyBytes: 100_000, hashesPerCall: 1 };
  known.set('T1', { state: 'active', bearer: personBearer({ client: aClient({ limits }) }) });
  gateway.directory.credentials.push(aCredential(), aCredential({ credentialId: bobEc, signerId: bob }));
});
afterAll(() => gateway.close());
beforeEach(() => {
  gateway.reset();
  gateway.sam.issued = { state: 'authorised', token: new Secret('sad_a.b.c'), expiresAt: new Date(Date.now() + 300_000) };
});

describe('credentials/info tells how a credential is authorised', () => {
  const auth = async (more: object = {}) => (await call('credentials/info', { credentialID: aliceEc, certificates: 'none', ...more })).body;

  it.each<[string, Partial<AuthorisationFacts>, object]>([
    ['on the page', {}, { mode: 'oauth2code', objects: [] }],
    ['by a PIN', { explicit: [['PIN']] }, { mode: 'explicit', expression: 'PIN', objects: [{ type: 'Password', id: 'PIN', format: 'N', label: 'PIN' }] }],
    [
      'by a PIN and a code',
      { explicit: [['OTP', 'PIN']] },
      {
        mode: 'explicit',
        expression: 'PIN AND OTP',
        objects: [
          { type: 'Password', id: 'PIN', format: 'N', label: 'PIN' },
          { type: 'ChallengeResponse', id: 'OTP', format: 'N', label: 'One-time code' },
        ],
      },
    ],
    [
      'by these or a link',
      { explicit: [['PIN', 'OTP'], ['TOTP']], byLink: true },
      {
        mode: 'explicit',
        expression: '(PIN AND OTP) OR TOTP OR LINK',
        objects: [
          expect.objectContaining({ id: 'PIN' }),
          expect.objectContaining({ id: 'OTP' }),
          { type: 'Password', id: 'TOTP', format: 'N', generator: 'totp', label: 'Authenticator code' },
          { type: 'ChallengeResponseOOB', id: 'LINK', label: 'Link' },
        ],
      },
    ],
    [
      'by an order',
      { explicit: [['ORDER']], byPage: false },
      { mode: 'explicit', expression: 'ORDER', objects: [{ type: 'Password', id: 'ORDER', format: 'A', label: 'Order' }] },
    ],
    ['by a link alone', { byLink: true }, { mode: 'explicit', objects: [] }],
  ])('%s (CSC-051, CSC-056)', async (_, change, expected) => {
    told(change);
    expect((await auth())['auth']).toEqual(expected);
  });

  it('with descriptions, in the language asked for, for who asks', async () => {
    told({ explicit: [['OTP']], message, scal: '1', signatureQualifier: 'eu_eidas_aes' });
    expect(await auth({ authInfo: true, lang: 'fr' })).toMatchObject({
      signatureQualifier: 'eu_eidas_aes',
      SCAL: '1',
      lang: 'fr',
      auth: { objects: [{ id: 'OTP', label: 'Code à usage unique', description: expect.stringContaining('a••@example') }] },
    });
    expect(JSON.stringify(await auth())).not.toContain('a••@example');
  });

  it('asks the SAM about no credential that the caller cannot see (CSC-060)', async () => {
    await call('credentials/info', { credentialID: bobEc });
    expect(gateway.core.authorisations.asked).toEqual([]);
  });
});

describe('credentials/authorize', () => {
  const request = { credentialID: aliceEc, numSignatures: 2, ...digests };

  it.each([[[]], [[{ id: 'LINK' }]]])('asks the signer by a link and answers a handle: authData %j (CSC-078, CSC-079)', async (authData) => {
    told({ byLink: true });
    gateway.sam.outcomes.push(waiting);
    expect(await call('credentials/authorize', { ...request, authData })).toMatchObject({ status: 202, body: { handle: 'act_1' } });
    expect(gateway.sam.requests).toMatchObject([{ authData: [] }]);
  });

  it('takes no hashes for SCAL 1 (CSC-064)', async () => {
    told({ scal: '1', explicit: [['PIN']] });
    const { hashes: _, hashAlgorithmOID: __, ...bare } = request;
    expect((await call('credentials/authorize', { ...bare, authData: [{ id: 'PIN', value: '1' }] })).status).toBe(200);
    expect(gateway.sam.requests).toMatchObject([{ hashes: [] }]);
  });

  it('does not authorise what the page authorises (CSC-082)', async () => {
    told({});
    expect(await call('credentials/authorize', { ...request, authData: [] })).toMatchObject(
      bad('The credential identified by credentialID is authorized at the authorization server'),
    );
    expect(gateway.sam.asked).toBe(0);
  });

  it('takes PIN and OTP beside authData from clients that send them so, and from no other', async () => {
    told({ explicit: [['PIN', 'OTP']] });
    const body = { ...request, PIN: '471125', OTP: '123456' };
    expect((await call('credentials/authorize', body, 'TS')).status).toBe(200);
    expect(gateway.sam.requests[0]?.authData.map(({ id, value }) => [id, value.reveal()])).toEqual([
      ['PIN', '471125'],
      ['OTP', '123456'],
    ]);
    expect(await call('credentials/authorize', body)).toMatchObject(bad('Missing (or invalid type) array parameter authData'));
  });

  it('takes the names of v1 and numbers as text from lenient clients only (CSC-188)', async () => {
    told({ explicit: [['PIN']] });
    const body = { credentialID: aliceEc, numSignatures: '2', hash: [h1], hashAlgo: SHA256, authData: [{ id: 'PIN', value: '1' }] };
    expect((await call('credentials/authorize', body, 'TL')).status).toBe(200);
    expect(gateway.sam.requests).toMatchObject([{ numSignatures: 2, hashAlgorithmOid: SHA256 }]);
    expect(await call('credentials/authorize', { ...body, numSignatures: 2 })).toMatchObject(bad('Missing (or invalid type) array parameter hashes'));
    expect(await call('credentials/authorize', body)).toMatchObject(bad('Missing (or invalid type) integer parameter numSignatures'));
  });

  it('has as many hashes as the operator lets this client’s calls have', async () => {
    told({ explicit: [['PIN']] });
    const body = { ...request, hashes: [h1, h2], authData: [{ id: 'PIN', value: '1' }] };
    expect(await call('credentials/authorize', body, 'T1')).toMatchObject(bad('Too many hashes in one call: at most 1'));
    expect((await call('credentials/authorize', body)).status).toBe(200);
  });
});

describe('credentials/authorizeCheck', () => {
  const check = (body: object) => call('credentials/authorizeCheck', body);

  it('answers 202 until the signer has approved, then the SAD (CSC-079)', async () => {
    gateway.sam.outcomes.push(waiting);
    expect(await check({ handle: 'act_1' })).toMatchObject({ status: 202, body: { handle: 'act_1' } });
    expect(await check({ handle: 'act_1' })).toMatchObject({ status: 200, body: { SAD: 'sad_a.b.c', expiresIn: expect.any(Number) } });
    expect(gateway.sam.redeemed[0]).toEqual({ activationId: 'act_1', clientId: client, signerId: alice });
  });

  it.each([undefined, 7, '', 'x'.repeat(201)])('refuses handle %j without asking the SAM (CSC-080)', async (handle) => {
    const answer = await check({ handle });
    expect([answer.status, gateway.sam.asked]).toEqual(handle === '' ? [200, 1] : [400, 0]);
  });

  it.each<[ErrorCode, object]>([
    ['activation.unknown', bad('Invalid parameter handle')],
    ['activation.expired', bad('Invalid parameter handle')],
    ['evidence.invalid', wire(400, 'invalid_authentication_data', 'The authentication data is invalid')],
    ['evidence.locked', bad('Credential locked')],
  ])('says what %s is (CSC-080, CSC-081)', async (code, expected) => {
    gateway.sam.failure = new RefusedBySam(code, 'own words');
    expect(await check({ handle: 'act_1' })).toMatchObject(expected);
    expect(gateway.refusals.ofClients).toEqual([]);
  });
});

describe.each(['v1', 'v2'] as const)('credentials/extendTransaction of %s', (version) => {
  const hashes = version === 'v1' ? { hash: [h2] } : { hashes: [h2], hashAlgorithmOID: SHA256 };
  const request = { credentialID: aliceEc, SAD: 'sad_x.y.z', ...hashes };
  const extend = (body: object, token = 'T') => gateway.send(`/csc/${version}/credentials/extendTransaction`, body, { token });
  const missing = `Missing (or invalid type) array parameter ${version === 'v1' ? 'hash' : 'hashes'}`;
  beforeEach(() => told({ explicit: [['PIN']], mayDefer: true }));

  it('answers the SAD that replaces the one it came with (CSC-088)', async () => {
    const { status, body } = await extend(request);
    expect([status, body]).toEqual([200, { SAD: 'sad_a.b.c', expiresIn: expect.any(Number) }]);
    const [asked] = gateway.sam.extensions;
    expect(asked).toMatchObject({ clientId: client, signerId: alice, credentialId: aliceEc, hashAlgorithmOid: SHA256 });
    expect([asked?.sad.reveal(), asked?.hashes.length]).toEqual(['sad_x.y.z', 1]);
  });

  it('extends a credential token beside its service token', async () => {
    expect((await extend({ ...request, SAD: 'K' })).status).toBe(200);
    expect(gateway.sam.extensions[0]?.sad.reveal()).toBe('K');
  });

  it('needs no hashes for SCAL 1', async () => {
    told({ scal: '1', explicit: [['PIN']] });
    expect((await extend({ credentialID: aliceEc, SAD: 'sad_x.y.z' })).status).toBe(200);
    expect(gateway.sam.extensions[0]).not.toHaveProperty('hashAlgorithmOid');
  });

  it.each<[string, object, string]>([
    ['no SAD', { SAD: undefined }, 'Missing (or invalid type) string parameter SAD'],
    ['a SAD of nobody (CSC-091)', { SAD: 'zz' }, 'Invalid parameter SAD'],
    ['a SAD of nobody, whatever it was to cover', { SAD: 'zz', hash: undefined, hashes: undefined }, 'Invalid parameter SAD'],
    ['another person’s credential', { credentialID: bobEc }, 'Invalid parameter credentialID'],
    ['no hashes for SCAL 2', { hash: undefined, hashes: undefined }, missing],
    ['no hash at all', { hash: [], hashes: [] }, 'Empty hash array'],
    ['a digest of no algorithm', { hash: [digest(1, 31)], hashes: [digest(1, 31)] }, 'Invalid digest value length'],
  ])('refuses %s without asking the SAM', async (_, change, description) => {
    expect(await extend({ ...request, ...change })).toMatchObject(bad(description));
    expect(gateway.sam.asked).toBe(0);
  });

  it.each<[ErrorCode, string]>([
    ['sad.expired', 'SAD expired'],
    ['sad.spent', 'Invalid parameter SAD'],
    ['sad.invalid', 'Invalid parameter SAD'],
  ])('passes on %s (CSC-089, CSC-090)', async (code, description) => {
    gateway.sam.failure = new RefusedBySam(code, 'own words');
    expect(await extend(request)).toMatchObject(bad(description));
  });

  it('takes a credential token as bearer under v2 only, with itself or what replaced it', async () => {
    expect((await extend({ ...request, SAD: 'K' }, 'K')).status).toBe(version === 'v1' ? 403 : 200);
    expect((await extend(request, 'K')).status).toBe(version === 'v1' ? 403 : 200);
    expect(gateway.sam.extensions.map(({ sad }) => sad.reveal())).toEqual(version === 'v1' ? [] : ['K', 'sad_x.y.z']);
  });
});
