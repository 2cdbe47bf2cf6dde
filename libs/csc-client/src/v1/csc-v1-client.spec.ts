import { afterEach, expect, it } from '@jest/globals';
import { FakeService } from '../../test/fake-service.js';
import { CscV1Client } from './csc-v1-client.js';

let service: FakeService;
afterEach(() => service.stop());

it('a client of version 1 speaks its names', async () => {
  service = new FakeService({
    '/csc/v1/auth/login': { body: { access_token: 't' } },
    '/csc/v1/credentials/authorize': { body: { SAD: 's', expiresIn: 300 } },
    '/csc/v1/signatures/signHash': { body: { signatures: ['AA=='] } },
    '/csc/v1/credentials/sendOTP': { status: 204 },
    '/csc/v1/auth/revoke': { status: 204 },
  });
  const csc = new CscV1Client(`${await service.start()}/csc/v1/`);
  const { access_token: token } = await csc.logIn({}, { name: 'ålice', password: 'a:b' });
  await csc.sendOtp(token, { credentialID: 'c' });
  const { SAD } = await csc.authorize(token, { credentialID: 'c', numSignatures: 1, PIN: '1', OTP: '2', hash: ['h'] });
  await csc.signHash(token, { credentialID: 'c', SAD, hash: ['h'], signAlgo: '1.2' });
  await csc.revoke(token, { token });
  expect(service.requests[0]?.headers.authorization).toBe(`Basic ${Buffer.from('ålice:a:b').toString('base64')}`);
  expect(service.requests.slice(1).map(({ body }) => JSON.parse(body) as unknown)).toEqual([
    { credentialID: 'c' },
    { credentialID: 'c', numSignatures: 1, PIN: '1', OTP: '2', hash: ['h'] },
    { credentialID: 'c', SAD: 's', hash: ['h'], signAlgo: '1.2' },
    { token: 't' },
  ]);
  expect(new Set(service.requests.slice(1).map(({ headers }) => headers.authorization))).toEqual(new Set(['Bearer t']));
});
