import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { RevocationOrder } from '../../src/domain/certificate-authority.js';
import { PasswordBasedMac } from '../../src/adapters/cmp/protection/password-based-mac.js';
import { issued, soon } from '../certificate-authority.suite.js';
import { newRequest } from '../test-pki.js';
import { CmpWorld, SECRET } from './cmp-world.js';
import { errorBody, ownAnswer } from './own-answer.js';

describe('revocation by CMP', () => {
  let world: CmpWorld;
  let revocation: RevocationOrder;
  beforeAll(async () => {
    world = await CmpWorld.start();
    const order = await world.order();
    const { certificate, chain } = await issued(world.driver('signature'), order);
    revocation = { credentialId: order.credentialId, certificate, chain, reason: 'cessationOfOperation' };
    world.sam.asked.length = 0;
  });
  afterAll(() => world.stop());
  afterEach(() => {
    world.instead = undefined;
    world.sam.asked.length = 0;
  });

  it('names the certificate, for a reason, and is signed by the SAM in the name of the credential', async () => {
    const server = await world.anyServer(revocation.certificate);
    await expect(world.driver('signature').revoke(revocation, soon())).resolves.toEqual({ kind: 'revoked' });
    expect(world.sam.asked).toMatchObject([{ credentialId: revocation.credentialId, certificate: Buffer.from(revocation.certificate).toString('base64') }]);
    expect(server.log).not.toMatch(/error/i);
  });

  it('works under a shared secret', async () => {
    await world.anyServer(revocation.certificate);
    await expect(world.driver('password-based-mac').revoke(revocation, soon())).resolves.toEqual({ kind: 'revoked' });
  });

  it('is not confirmed by an authority that knows another certificate', async () => {
    await world.anyServer(world.pki.issuers[0] ?? new Uint8Array());
    const other = { ...revocation, certificate: await world.pki.certify(await newRequest()) };
    await expect(world.driver('signature').revoke(other, soon())).rejects.toMatchObject({ code: 'authority.unavailable' });
  });

  it('is done where the certificate was revoked already', async () => {
    // certRevoked
    await world.anyServer(revocation.certificate, ['-pkistatus', '2', '-failure', '10']);
    await expect(world.driver('signature').revoke(revocation, soon())).resolves.toEqual({ kind: 'revoked' });
  });

  it.each([
    ['3', { kind: 'waiting', retryAfterMs: 60_000 }],
    ['4', { kind: 'waiting', retryAfterMs: 60_000 }],
    ['5', { kind: 'revoked' }],
  ])('with status %s: %j', async (status, step) => {
    await world.anyServer(revocation.certificate, ['-pkistatus', status]);
    await expect(world.driver('signature').revoke(revocation, soon())).resolves.toEqual(step);
  });

  it.each([
    ['badCertId', '4', 'certificate.refused'],
    ['notAuthorized', '23', 'authority.unavailable'],
    ['systemFailure', '25', 'authority.unavailable'],
  ])('that ends with %s (%s) ends with %s', async (_name, bit, code) => {
    await world.anyServer(revocation.certificate, ['-pkistatus', '2', '-failure', bit]);
    await expect(world.driver('signature').revoke(revocation, soon())).rejects.toMatchObject({ code });
  });

  it.each([
    ['certRevoked', 'revoked'],
    ['wrongAuthority', 'certificate.refused'],
    ['badRequest', 'authority.unavailable'],
  ] as const)('answered by an error of %s comes to %s', async (failure, end) => {
    world.instead = ({ body }) => ownAnswer(body, { body: errorBody('rejection', failure), mac: new PasswordBasedMac(), secret: SECRET });
    const step = await world
      .driver('password-based-mac')
      .revoke(revocation, soon())
      .catch((error: unknown) => error);
    expect(step).toMatchObject(end === 'revoked' ? { kind: 'revoked' } : { code: end });
  });

  it('is not confirmed by an answer to another question', async () => {
    const confirmation = { kind: 'pkiconf', content: Uint8Array.of(5, 0) } as const;
    world.instead = ({ body }) => ownAnswer(body, { body: confirmation, mac: new PasswordBasedMac(), secret: SECRET });
    await expect(world.driver('password-based-mac').revoke(revocation, soon())).rejects.toMatchObject({ code: 'authority.unavailable' });
  });
});
