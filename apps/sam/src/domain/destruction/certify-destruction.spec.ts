import { beforeEach, describe, expect, it } from '@jest/globals';
import { destructionClaims, DESTRUCTION_TYPE } from '@paraph/contracts';
import { newId, sha256Hex } from '@paraph/kernel';
import { DestructionWorld } from '../../../test/destruction-world.js';
import { readCompact } from '../jws/compact.js';

type Signer = Awaited<ReturnType<DestructionWorld['signer']>>;

let world: DestructionWorld;
let ada: Signer;
let one: ReturnType<DestructionWorld['replica']>;
let other: ReturnType<DestructionWorld['replica']>;

beforeEach(async () => {
  world = await DestructionWorld.make();
  ada = await world.signer();
  [one, other] = [world.replica('one'), world.replica('other')];
  await Promise.all([one.trying.run(), other.trying.run()]);
});

const destroy = async () => world.destroy.run(ada.credentialId, await world.decided(ada));
const stores = () => world.enrolling.stores;
const verified = async () => (await stores().events()).filter(({ type }) => type === 'key-destruction-verified');

function claimsOf(certificate: string) {
  const jws = readCompact(certificate);
  if (!jws) throw new Error('no compact JWS');
  expect(world.changing.world.authorityKeys.isSigned('receipt', jws.input, jws.signature)).toBe(true);
  expect(jws.header).toMatchObject({ typ: DESTRUCTION_TYPE, alg: 'ES256' });
  return destructionClaims.parse(jws.payload);
}

describe('a certificate of destruction', () => {
  it('names every copy, and every replica that tried to use the key: the control', async () => {
    const { certificate } = await world.changing.binding(ada);
    await destroy();
    await other.trying.run();
    const claims = claimsOf(await one.certify.run(ada.credentialId));
    const now = world.changing.clock.now();
    expect(claims).toEqual({
      sub: ada.credentialId,
      iat: now.getTime() / 1_000,
      signer: ada.signerId,
      subscriber: expect.stringMatching(/^sub_/),
      keys: [
        {
          keyId: ada.keyId,
          algorithm: 'p256',
          keyDigest: sha256Hex(ada.publicKey),
          certificate: {
            serialNumber: certificate?.serialNumber,
            fingerprint: certificate?.fingerprint,
            subject: certificate?.subject,
            validTo: certificate?.validTo,
          },
          cause: 'decided',
          destroyedAt: now.toISOString(),
          copies: { blob: 'erased', tokens: 'fake', backupsUntil: new Date(now.getTime() + 35 * 86_400_000).toISOString() },
          tries: [
            { replica: 'other', triedAt: now.toISOString(), outcome: 'gone' },
            { replica: 'one', triedAt: now.toISOString(), outcome: 'gone' },
          ],
        },
      ],
    });
  });

  it.each(['active', 'suspended'] as const)('is not given for a key that is %s', async (state) => {
    if (state === 'suspended') await world.changing.suspend.run({ credentialId: ada.credentialId, requestedBy: 'operator', reason: 'x' });
    await expect(one.certify.run(ada.credentialId)).rejects.toMatchObject({ code: 'credential.state' });
  });

  it('is not given for what nobody knows', async () => {
    await expect(one.certify.run(newId('cred'))).rejects.toMatchObject({ code: 'credential.unknown' });
  });

  it('is not given while a copy is there again, and that is an event', async () => {
    const blob = stores().keys.table.get(ada.keyId);
    if (!blob) throw new Error('no key');
    await destroy();
    stores().keys.table.set(ada.keyId, blob);
    await expect(one.certify.run(ada.credentialId)).rejects.toMatchObject({ code: 'credential.state', detail: expect.stringContaining('blob') });
    expect(await verified()).toMatchObject([{ outcome: 'failure', cause: 'copy-left', particulars: { keyId: ada.keyId, copy: 'blob', replica: 'one' } }]);
    stores().keys.table.delete(ada.keyId);
    expect(claimsOf(await one.certify.run(ada.credentialId)).keys).toHaveLength(1);
  });

  it('is not given over a record that somebody else wrote', async () => {
    await destroy();
    const row = stores().destructions.table.get(ada.keyId);
    if (!row) throw new Error('no record');
    stores().destructions.table.set(ada.keyId, { ...row, body: row.body.replace('"decided"', '"expired"') });
    await expect(one.certify.run(ada.credentialId)).rejects.toMatchObject({ code: 'record.tampered' });
    stores().destructions.table.set(ada.keyId, row);
    expect(claimsOf(await one.certify.run(ada.credentialId)).keys[0]?.cause).toBe('decided');
  });

  it('of another credential does not pass for this one’s', async () => {
    const bob = await world.signer();
    await destroy();
    const row = stores().destructions.table.get(ada.keyId);
    if (!row) throw new Error('no record');
    stores().destructions.table.set(ada.keyId, { ...row, credentialId: bob.credentialId });
    await expect(one.certify.run(bob.credentialId)).rejects.toMatchObject({ code: 'record.tampered' });
  });

  it('does not count a try that somebody else wrote', async () => {
    await destroy();
    await other.trying.run();
    const row = stores().destructions.tries.get(`${ada.keyId}/other`);
    if (!row) throw new Error('no try');
    stores().destructions.tries.set(`${ada.keyId}/third`, { ...row, replica: 'third' });
    await expect(one.certify.run(ada.credentialId)).rejects.toMatchObject({ code: 'record.tampered' });
  });
});

describe('a replica’s look at destroyed keys', () => {
  it('has it forget a copy that another one destroyed, once', async () => {
    // Both replicas of this world ask one token: a copy is there as long as nobody has it forgotten.
    await world.changing.sign(ada);
    const changeId = await world.decided(ada);
    await stores().transactions.run(async (transaction) => {
      const body = await world.changing.binding(ada);
      const prepared = await world.destructions.prepare({ credentialId: ada.credentialId, cause: 'decided' }, body);
      await stores().keys.erase(transaction, ada.keyId);
      await world.destructions.write(transaction, prepared);
    });
    expect(await world.changing.token.isRemembered(ada.keyId)).toBe(true);
    expect(await other.trying.run()).toEqual({ gone: 1, left: [] });
    expect([await world.changing.token.isRemembered(ada.keyId), await other.trying.run(), changeId.length]).toEqual([false, { gone: 0, left: [] }, 26]);
    expect(await verified()).toMatchObject([{ outcome: 'success', particulars: { keyId: ada.keyId, replica: 'other' } }]);
  });

  it('is not asked about what ended before the process began', async () => {
    await destroy();
    const late = world.replica('late');
    expect((await late.trying.run()).gone).toBe(0);
    const bob = await world.signer();
    await world.destroy.run(bob.credentialId, await world.decided(bob));
    expect((await late.trying.run()).gone).toBe(1);
  });
});
