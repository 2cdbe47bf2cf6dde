import { beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { FakeRegister, FakeTrustRecords, aRegistration } from '../../test/fakes.js';
import { RegisterClient } from './register-client.js';

const limits = { multisign: 7, keys: [{ kty: 'EC', kid: 'order-1', crv: 'P-256', x: 'x', y: 'y' } as const] };
let register: FakeRegister;
let trust: FakeTrustRecords;
let registerClient: RegisterClient;

beforeEach(() => {
  register = new FakeRegister();
  trust = new FakeTrustRecords();
  registerClient = new RegisterClient(register, trust);
});

describe('a client', () => {
  it('is recorded by identity, then by the SAM under the same name', async () => {
    const registration = aRegistration();
    const client = await registerClient.run(registration, limits);
    expect(client).toEqual({ clientId: register.clientId, clientSecret: 'the secret' });
    expect(trust.records).toEqual([{ clientId: register.clientId, subscriberId: registration.subscriberId, name: registration.name, ...limits }]);
  });

  it('identity refuses is not recorded by the SAM', async () => {
    register.failure = new ServiceError('subscriber.unknown', 'none');
    await expect(registerClient.run(aRegistration(), limits)).rejects.toMatchObject({ code: 'subscriber.unknown' });
    expect(trust.records).toEqual([]);
  });

  it.each([
    [new ServiceError('hsm.unavailable', 'the token is away'), 'hsm.unavailable'],
    [new Error('bug'), 'internal'],
  ])('the SAM does not take is said to be unusable: %s', async (failure, code) => {
    trust.failure = failure;
    await expect(registerClient.run(aRegistration(), limits)).rejects.toMatchObject({
      code,
      detail: expect.stringContaining(`${register.clientId} and the SAM does not`),
    });
  });

  it('the SAM does not take is answered without its secret', async () => {
    trust.failure = new Error('bug');
    await expect(registerClient.run(aRegistration(), limits)).rejects.toMatchObject({ detail: expect.not.stringContaining('the secret') });
  });
});
