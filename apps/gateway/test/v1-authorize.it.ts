/** How CSC 1.0.4.0 authorises: PIN and OTP by name, each with words of its own, or a request that is held. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ErrorCode } from '@paraph/contracts';
import { RefusedBySam } from '../src/domain/signing-module.js';
import { bad, type HttpGateway, wire, type Answer } from './http-gateway.js';
import { alice, bobEc, client } from './people.js';
import { again, gatewayOfV1, ids } from './v1-gateway.js';

const SHA256 = '2.16.840.1.101.3.4.2.1';
const digest = (fill: number, bytes = 32): string => Buffer.alloc(bytes, fill).toString('base64');
const h1 = digest(1);

let gateway: HttpGateway;
const call = (method: string, body: object, token = 'T'): Promise<Answer> => gateway.v1(method, body, { token });

beforeAll(async () => {
  gateway = await gatewayOfV1();
});
afterAll(() => gateway.close());
beforeEach(() => again(gateway));

describe('credentials/authorize', () => {
  const both = { credentialID: ids.both, numSignatures: 1, hash: [h1], PIN: '471125', OTP: '123456' };
  const authorize = (body: object) => call('credentials/authorize', body);
  const brought = () => gateway.sam.requests.map(({ authData }) => authData.map(({ id, value }) => `${id}=${value.reveal()}`));

  it('takes a PIN alone where the policy does, without hashes for SCAL 1 (CSC-063, CSC-065)', async () => {
    const { status, body } = await authorize({ credentialID: ids.pin, numSignatures: 3, PIN: '471125' });
    expect([status, body]).toEqual([200, { SAD: 'sad_a.b.c', expiresIn: expect.any(Number) }]);
    expect(gateway.sam.requests).toMatchObject([{ clientId: client, signerId: alice, credentialId: ids.pin, numSignatures: 3, hashes: [] }]);
    expect(gateway.sam.requests[0]).not.toHaveProperty('hashAlgorithmOid');
    expect(brought()).toEqual([['PIN=471125']]);
  });

  it('takes PIN and OTP over hashes whose length tells their algorithm', async () => {
    expect((await authorize(both)).status).toBe(200);
    expect(gateway.sam.requests).toMatchObject([{ hashAlgorithmOid: SHA256 }]);
    expect(brought()).toEqual([['OTP=123456', 'PIN=471125']]);
    expect((await authorize({ ...both, hash: [digest(1, 64)] })).status).toBe(200);
    expect(gateway.sam.requests[1]).toMatchObject({ hashAlgorithmOid: '2.16.840.1.101.3.4.2.3' });
  });

  it('sends a code of a device as what it is', async () => {
    await authorize({ credentialID: ids.totp, numSignatures: 1, hash: [h1], OTP: '123456' });
    expect(brought()).toEqual([['TOTP=123456']]);
  });

  it.each<[string, object, string]>([
    ['no hash for SCAL 2 (CSC-075)', { hash: undefined }, 'Missing (or invalid type) array parameter hash'],
    ['the names of v2 (CSC-189)', { hash: undefined, hashes: [h1], hashAlgorithmOID: SHA256 }, 'Missing (or invalid type) array parameter hash'],
    ['no hash at all', { hash: [] }, 'Empty hash array'],
    ['hashes of two lengths', { numSignatures: 2, hash: [h1, digest(1, 48)] }, 'Invalid digest value length'],
    ['a hash that no algorithm has', { hash: [digest(1, 17)] }, 'Invalid digest value length'],
    ['no PIN', { PIN: undefined }, 'Missing (or invalid type) string parameter PIN'],
    ['a PIN that is no text', { PIN: 471125 }, 'Missing (or invalid type) string parameter PIN'],
    ['no OTP', { OTP: undefined }, 'Missing (or invalid type) string parameter OTP'],
    ['numSignatures as text (CSC-072)', { numSignatures: '1' }, 'Missing (or invalid type) integer parameter numSignatures'],
    ['no signature (CSC-073)', { numSignatures: 0 }, 'Invalid value for parameter numSignatures'],
    ['more signatures than the credential has (CSC-074)', { numSignatures: 4 }, 'Numbers of signatures is too high'],
    [
      'a credential that the page authorises (CSC-082)',
      { credentialID: ids.page },
      'The credential identified by credentialID is authorized at the authorization server',
    ],
    ['another person’s credential', { credentialID: bobEc, numSignatures: 'x' }, 'Invalid parameter credentialID'],
  ])('refuses %s without asking the SAM', async (_, change, description) => {
    expect(await authorize({ ...both, ...change })).toMatchObject(bad(description));
    expect(gateway.sam.asked).toBe(0);
  });

  it.each<[ErrorCode, string, string, string]>([
    ['evidence.invalid', 'PIN: wrong', 'invalid_pin', 'The PIN is invalid'],
    ['evidence.invalid', 'OTP: wrong', 'invalid_otp', 'The OTP is invalid'],
    ['evidence.invalid', 'TOTP: wrong', 'invalid_otp', 'The OTP is invalid'],
    ['evidence.missing', 'says nothing', 'invalid_otp', 'The OTP is invalid'],
    ['evidence.locked', 'PIN: locked', 'invalid_request', 'PIN locked'],
    ['evidence.locked', 'OTP: locked', 'invalid_request', 'OTP locked'],
    ['activation.too_many', '', 'invalid_request', 'Numbers of signatures is too high'],
    ['credential.certificate_expired', '', 'invalid_request', "Signing certificate 'O=Example,CN=Alice' is expired."],
  ])('tells which factor: %s, %j (CSC-066, CSC-067, CSC-069)', async (code, detail, error, description) => {
    gateway.sam.failure = new RefusedBySam(code, detail);
    expect(await authorize(both)).toMatchObject(wire(400, error, description));
    expect(gateway.refusals.ofClients).toEqual([]);
  });

  it('names the certificate that has ended, before the SAM is asked (CSC-121)', async () => {
    const { credentials } = gateway.directory;
    const [first] = credentials;
    if (first === undefined) throw new Error('there is a credential');
    credentials.push({ ...first, credentialId: 'over', state: 'expired' });
    expect(await authorize({ ...both, credentialID: 'over' })).toMatchObject(bad("Signing certificate 'O=Example,CN=Alice' is expired."));
    expect(await call('credentials/sendOTP', { credentialID: 'over' })).toMatchObject(bad('Signing certificate is expired'));
    expect(gateway.sam.asked).toBe(0);
    credentials.pop();
  });

  it('takes the PIN for what was wrong where nothing else was brought', async () => {
    gateway.sam.failure = new RefusedBySam('evidence.invalid', 'no word');
    expect(await authorize({ credentialID: ids.pin, numSignatures: 1, PIN: '1' })).toMatchObject(wire(400, 'invalid_pin', 'The PIN is invalid'));
  });

  describe('of an implicit credential', () => {
    const implicit = { credentialID: ids.link, numSignatures: 1, hash: [h1] };
    const waiting = { state: 'waiting' as const, activationId: 'act_1' };

    it('holds the request until the signer has approved (CSC-077)', async () => {
      gateway.sam.outcomes.push(waiting, waiting, waiting);
      expect((await authorize(implicit)).body).toMatchObject({ SAD: 'sad_a.b.c' });
      expect(brought()).toEqual([[]]);
      expect(gateway.sam.redeemed).toEqual(Array.from({ length: 3 }, () => ({ activationId: 'act_1', clientId: client, signerId: alice })));
      expect(gateway.core.pause.waited).toEqual([1_000, 1_000, 1_000]);
    });

    it('refuses after fifty seconds without an answer', async () => {
      gateway.sam.outcomes.push(...Array.from({ length: 60 }, () => waiting));
      expect(await authorize(implicit)).toMatchObject(wire(400, 'access_denied', 'The signer did not approve'));
      expect(gateway.core.pause.waited).toHaveLength(50);
    });

    it('ignores factors it does not ask for', async () => {
      expect((await authorize({ ...implicit, PIN: '1' })).status).toBe(200);
      expect(brought()).toEqual([[]]);
    });
  });
});

describe('credentials/sendOTP', () => {
  it.each(['v1', 'v2'])('has a code sent, with an empty answer (CSC-083: %s)', async (version) => {
    const { status, text } = await gateway.send(`/csc/${version}/credentials/sendOTP`, { credentialID: ids.both }, { token: 'T' });
    expect([status, text, gateway.sam.codes]).toEqual([204, '', [{ clientId: client, signerId: alice, credentialId: ids.both }]]);
  });

  it.each([
    [{}, 'Missing (or invalid type) string parameter credentialID'],
    [{ credentialID: 'nope' }, 'Invalid parameter credentialID'],
    [{ credentialID: bobEc }, 'Invalid parameter credentialID'],
  ])('refuses %j (CSC-084)', async (body, description) => {
    expect(await call('credentials/sendOTP', body)).toMatchObject(bad(description));
    expect(gateway.sam.asked).toBe(0);
  });

  it.each([
    ['v1', 'OTP locked'],
    ['v2', 'Credential locked'],
  ])('tells a locked code in the words of %s', async (version, description) => {
    gateway.sam.failure = new RefusedBySam('evidence.locked', 'OTP');
    expect(await gateway.send(`/csc/${version}/credentials/sendOTP`, { credentialID: ids.both }, { token: 'T' })).toMatchObject(bad(description));
  });
});
