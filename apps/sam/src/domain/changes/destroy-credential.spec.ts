import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { serialNumbersOn } from '../../../test/certificate-status.js';
import { DestructionWorld } from '../../../test/destruction-world.js';

const HOUR = 3_600_000;
type Signer = Awaited<ReturnType<DestructionWorld['signer']>>;

let world: DestructionWorld;
let ada: Signer;

beforeEach(async () => {
  world = await DestructionWorld.make();
  ada = await world.signer();
});

const stateOf = async ({ credentialId }: Signer) => (await world.changing.binding({ ...ada, credentialId })).state;
const hasKey = ({ keyId }: Signer) => world.enrolling.stores.keys.table.has(keyId);
const destroyed = async () => (await world.enrolling.stores.events()).filter(({ type }) => type === 'key-destroyed');

/** Nothing of the credential has ended. */
const expectWhole = async (signer: Signer) => {
  expect([await stateOf(signer), hasKey(signer), await world.status(signer), await destroyed()]).toEqual(['active', true, 'good', []]);
};

describe('a decision', () => {
  it('changes nothing by itself, and its signer is told of it', async () => {
    const changeId = await world.decided(ada);
    await expectWhole(ada);
    expect(await world.changing.sign(ada)).toBe(1);
    const [told] = world.changing.notices.sent;
    expect([told?.notice.kind, told?.notice.credentialId]).toEqual(['destruction-approved', ada.credentialId]);
    expect((await world.enrolling.stores.events()).find(({ type }) => type === 'change-completed')).toMatchObject({
      actor: { kind: 'signer', id: ada.signerId },
      particulars: { changeId, act: 'destroy', evidence: 'passkey' },
    });
  });

  it('needs the evidence that activates the key, all of a combination', async () => {
    const { changeId } = await world.changing.open(ada, { act: 'destroy' });
    expect(await world.changing.give({ ...ada, page: world.changing.page() }, changeId, 'passkey')).toBe('evidence.invalid');
    await expect(world.destroy.run(ada.credentialId, changeId)).rejects.toMatchObject({ code: 'change.state' });
    await expectWhole(ada);
  });

  it('is worth nothing once the credential was changed while its signer was asked', async () => {
    const { changeId } = await world.changing.open(ada, { act: 'destroy' });
    await world.changing.suspend.run({ credentialId: ada.credentialId, requestedBy: 'signer', reason: 'x' });
    expect(await world.changing.give(ada, changeId, 'passkey')).toBe('change.state');
    expect(await stateOf(ada)).toBe('suspended');
  });

  it('can be taken over a suspended credential, whose signer may want its end', async () => {
    await world.changing.suspend.run({ credentialId: ada.credentialId, requestedBy: 'operator', reason: 'x' });
    await world.destroy.run(ada.credentialId, await world.decided(ada));
    expect(await stateOf(ada)).toBe('destroyed');
  });

  it('stands when the credential is suspended afterwards', async () => {
    const changeId = await world.decided(ada);
    await world.changing.suspend.run({ credentialId: ada.credentialId, requestedBy: 'operator', reason: 'x' });
    await world.destroy.run(ada.credentialId, changeId);
    expect(await stateOf(ada)).toBe('destroyed');
  });
});

describe('a destruction', () => {
  it('erases the key, revokes the certificate, and ends record, activations and signatures', async () => {
    const { activationId } = await world.changing.world.open(ada);
    expect(await world.changing.give(ada, activationId, 'passkey')).toBe('completed');
    const sad = `sad_${(await world.changing.world.issueSad.run({ activationId, clientId: world.changing.world.clientId })).sad}`;
    const waiting = await world.changing.world.open(ada);
    const changeId = await world.decided(ada);

    await world.destroy.run(ada.credentialId, changeId);

    expect([await stateOf(ada), hasKey(ada), await world.status(ada)]).toEqual(['destroyed', false, 'revoked']);
    expect(serialNumbersOn((await world.enrolling.composeList.run('issuing')).crl)).toEqual([world.serialOf(ada.certificate)]);
    expect(await world.changing.redeem(ada, sad)).toBe('credential.disabled');
    await expect(world.changing.world.open(ada)).rejects.toMatchObject({ code: 'credential.disabled' });
    expect(await world.changing.give(ada, waiting.activationId, 'passkey')).toBe('activation.state');
    expect(await destroyed()).toMatchObject([
      {
        actor: { kind: 'signer', id: ada.signerId },
        recipient: ada.signerId,
        particulars: { credentialId: ada.credentialId, changeId, keyId: ada.keyId, blob: 'erased', revokedSerialNumber: world.serialOf(ada.certificate) },
      },
    ]);
    await world.changing.changeNotices.settled();
    expect(world.changing.notices.sent.map(({ notice }) => notice.kind)).toEqual(['destruction-approved', 'credential-destroyed']);
  });

  it('changes nothing when it is repeated, however late', async () => {
    const changeId = await world.decided(ada);
    await world.destroy.run(ada.credentialId, changeId);
    const events = await world.enrolling.eventTypes();
    world.changing.clock.advance(2 * HOUR);
    await world.destroy.run(ada.credentialId, changeId);
    expect(await world.enrolling.eventTypes()).toEqual(events);
  });

  it('leaves no way back: no resumption, no second certificate, no new decision', async () => {
    await world.destroy.run(ada.credentialId, await world.decided(ada));
    for (const act of ['resume', 'destroy'] as const) await expect(world.changing.open(ada, { act })).rejects.toMatchObject({ code: 'credential.state' });
    await expect(world.enrolling.bindCertificate.run(ada.credentialId, ada.certificate)).rejects.toMatchObject({ code: 'credential.state' });
    await expect(world.changing.suspend.run({ credentialId: ada.credentialId, requestedBy: 'operator', reason: '' })).rejects.toMatchObject({
      code: 'credential.state',
    });
    expect(await stateOf(ada)).toBe('destroyed');
  });

  it('that fails in the database has done nothing, and succeeds when it is asked for again', async () => {
    const changeId = await world.decided(ada);
    world.enrolling.stores.transactions.fail();
    await expect(world.destroy.run(ada.credentialId, changeId)).rejects.toThrow();
    world.enrolling.stores.transactions.fail(false);
    await expectWhole(ada);
    await world.destroy.run(ada.credentialId, changeId);
    expect([await stateOf(ada), hasKey(ada)]).toEqual(['destroyed', false]);
  });

  it.each<[string, (signer: Signer) => Promise<string>, string]>([
    ['no decision', () => Promise.resolve(newId('chg')), 'change.unknown'],
    ['one that was opened and not approved', async (signer) => (await world.changing.open(signer, { act: 'destroy' })).changeId, 'change.state'],
    [
      'one that its signer refused',
      async (signer) => {
        const { changeId } = await world.changing.open(signer, { act: 'destroy' });
        await world.changing.abandonChange.run(changeId);
        return changeId;
      },
      'change.state',
    ],
    [
      'one that is too old',
      async (signer) => {
        const changeId = await world.decided(signer);
        world.changing.clock.advance(HOUR);
        return changeId;
      },
      'change.expired',
    ],
    ['one about another credential', async () => world.decided(await world.signer()), 'change.state'],
    [
      'another change that was approved',
      async (signer) => {
        const pin = await world.changing.offered(signer, world.changing.page(), 'passkey');
        await world.changing.give(signer, pin.changeId, 'passkey');
        return pin.changeId;
      },
      'change.state',
    ],
  ])('is refused on %s', async (_what, decide, code) => {
    const changeId = await decide(ada);
    await expect(world.destroy.run(ada.credentialId, changeId)).rejects.toMatchObject({ code });
    await expectWhole(ada);
  });

  it('is refused for a credential that is not there', async () => {
    await expect(world.destroy.run(newId('cred'), await world.decided(ada))).rejects.toMatchObject({ code: 'credential.unknown' });
    await expectWhole(ada);
  });
});
