import { beforeEach, describe, expect, it } from '@jest/globals';
import { describeRegistration, offerProof, protectMessage, revokeByProof } from '@paraph/contracts';
import { toBase64 } from '@paraph/kernel';
import { digestOf } from '../../test/outside-authority.js';
import { OutsideWorld } from '../../test/outside-world.js';
import * as cmp from '../../test/pki-message.js';
import { CertificationController } from './certification.controller.js';

describe('the calls about authorities elsewhere', () => {
  let world: OutsideWorld;
  let controller: CertificationController;
  beforeEach(async () => {
    world = await OutsideWorld.make();
    controller = new CertificationController(world.proofs, world.revoke, world.describeRegistration, world.protect);
  });

  it('take a statement and answer when the authority revoked', async () => {
    const { credentialId, serialNumber } = await world.signer();
    const at = new Date('2027-02-28T12:00:00Z');
    const list = world.authority.list(serialNumber, { entries: [world.authority.entry(serialNumber, { at })] });
    const digest = digestOf(list);
    expect(offerProof.reply.parse(await controller.offerProof({ digest, part: 0, parts: 1, bytes: toBase64(list) }))).toEqual({ part: 0 });
    const answer = revokeByProof.reply.parse(await controller.revokeByProof({ credentialId, kind: 'crl', digest }));
    expect(answer).toEqual({ credentialId, revokedAt: '2027-02-28T12:00:00.000Z' });
  });

  it('answer the registration key, and its signature of a message', async () => {
    const { credentialId, csr } = await world.accepted();
    const registration = describeRegistration.reply.parse(await controller.describeRegistration());
    expect(Buffer.from(registration.csr, 'base64').includes(Buffer.from(registration.publicKey, 'base64'))).toBe(true);
    const protectedPart = toBase64(cmp.protectedPart(world.enrolling.clock, cmp.body.p10cr(csr)));
    const { signature } = protectMessage.reply.parse(await controller.protectMessage({ credentialId, protectedPart }));
    expect(Buffer.from(signature, 'base64')[0]).toBe(0x30);
  });

  it('look at the certificate that is shown, where nothing was bound', async () => {
    const { credentialId, about } = await world.accepted();
    const certificate = toBase64(await world.authority.certificate(about, { serialNumber: '71' }));
    const issuer = world.authority.issuer.encodedName;
    const protectedPart = toBase64(cmp.protectedPart(world.enrolling.clock, cmp.body.rr(cmp.revocationOf({ serialNumber: '71', issuer }))));
    await expect(controller.protectMessage({ credentialId, protectedPart })).rejects.toMatchObject({ code: 'protection.refused' });
    await expect(controller.protectMessage({ credentialId, protectedPart, certificate })).resolves.toBeDefined();
  });
});
