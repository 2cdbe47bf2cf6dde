import { beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { ChangesWorld, type EquippedSigner } from '../../../test/changes-world.js';

let world: ChangesWorld;
let ada: EquippedSigner;

beforeEach(async () => {
  world = await ChangesWorld.make();
  ada = await world.signer({ more: [] });
});

const suspend = async (reason = 'lost my bag') => {
  await world.suspend.run({ credentialId: ada.credentialId, requestedBy: 'signer', reason });
  await world.changeNotices.settled();
};
const events = () => world.world.stores.events();
const last = async () => (await events()).at(-1);

describe('suspending a credential', () => {
  it('acts at once, and says on whose word', async () => {
    await suspend();
    expect((await world.binding(ada)).state).toBe('suspended');
    expect((await events()).find(({ type }) => type === 'credential-suspended')).toMatchObject({
      outcome: 'success',
      cause: 'signer',
      particulars: { credentialId: ada.credentialId, requestedBy: 'signer', reason: 'lost my bag' },
    });
  });

  it('changes nothing when it is repeated', async () => {
    await suspend();
    const before = (await events()).length;
    await suspend();
    expect((await events()).length).toBe(before);
  });

  it('is done once when eight ask at the same time', async () => {
    await Promise.all(Array.from({ length: 8 }, () => suspend()));
    expect((await events()).filter(({ type }) => type === 'credential-suspended')).toHaveLength(1);
  });

  it('is not outrun by a change that is written at the same moment', async () => {
    const { records } = world.world;
    const sealNext = records.sealNext.bind(records);
    records.sealNext = async (...asked: Parameters<typeof sealNext>) => {
      records.sealNext = sealNext;
      const sealed = await sealNext(...asked);
      await world.world.change(ada.credentialId, { policyDigest: 'changed meanwhile' });
      return sealed;
    };
    await suspend();
    expect(await world.binding(ada)).toMatchObject({ state: 'suspended', policyDigest: 'changed meanwhile' });
  });

  it.each(['accepted', 'revoked', 'destroyed'] as const)('refuses a credential that is %s', async (state) => {
    await world.world.change(ada.credentialId, { state });
    await expect(suspend()).rejects.toMatchObject({ code: 'credential.state' });
  });

  it('refuses no credential, and one whose record was edited', async () => {
    await expect(world.suspend.run({ credentialId: newId('cred'), requestedBy: 'operator', reason: '' })).rejects.toMatchObject({ code: 'credential.unknown' });
    const { table } = world.world.stores.records;
    const row = table.get(`binding/${ada.credentialId}`);
    if (row) table.set(`binding/${ada.credentialId}`, { ...row, body: row.body.replace('"active"', '"revoked"') });
    await expect(suspend()).rejects.toMatchObject({ code: 'record.tampered' });
  });

  it('keeps out of its event what an audit log cannot store', async () => {
    await suspend('lost\u0000 \ud800bag');
    const written = JSON.stringify(await events());
    expect(written).not.toMatch(/\\u0000|\\ud800/);
    expect(written).toContain('lost\ufffd \ufffdbag');
  });

  it('tells the signer', async () => {
    const bob = await world.signer({ more: [world.codeMeans()] });
    await world.suspend.run({ credentialId: bob.credentialId, requestedBy: 'operator', reason: 'x' });
    await world.changeNotices.settled();
    expect(world.notices.sent.map(({ notice }) => notice)).toEqual([
      { kind: 'credential-suspended', credentialId: bob.credentialId, text: expect.stringContaining('Ada Byron') },
    ]);
  });
});

describe('resuming a credential', () => {
  beforeEach(() => suspend());

  it('takes the signer’s evidence, and nothing less', async () => {
    const { changeId } = await world.open(ada, { act: 'resume' });
    expect(await world.give(ada, changeId, 'oidc')).toBe('waiting');
    expect((await world.binding(ada)).state).toBe('suspended');
    expect(await world.give(ada, changeId, 'pin')).toBe('completed');
    expect((await world.binding(ada)).state).toBe('active');
    expect((await events()).filter(({ type }) => type === 'credential-resumed')).toHaveLength(1);
    expect(await world.sign(ada)).toBe(1);
  });

  it('is the one change a suspended credential may have', async () => {
    const { changeId } = await world.open(ada, { act: 'resume' });
    expect(await world.give(ada, changeId, 'passkey')).toBe('completed');
    const pin = (await world.binding(ada)).means.find(({ kind }) => kind === 'pin')?.meansId ?? '';
    const removal = await world.open(ada, { act: 'remove-means', meansId: pin });
    await suspend();
    // The record is another one now: what was opened before the stop ends with it.
    expect(await world.give(ada, removal.changeId, 'passkey')).toBe('change.state');
  });

  it('ends the suspension it was opened for, and not a later one', async () => {
    const early = await world.open(ada, { act: 'resume' });
    expect(await world.change(ada, { act: 'resume' })).toBe('completed');
    await suspend('again');
    expect(await world.give(ada, early.changeId, 'passkey')).toBe('change.state');
    expect((await world.binding(ada)).state).toBe('suspended');
    expect(await world.change(ada, { act: 'resume' })).toBe('completed');
  });

  it('changes nothing of the means', async () => {
    const before = (await world.binding(ada)).means;
    await world.change(ada, { act: 'resume' });
    expect((await world.binding(ada)).means).toEqual(before);
  });
});

describe('a notice', () => {
  const added = async (signer: EquippedSigner) => {
    const draft = await world.offered(signer, world.page(), 'passkey');
    return world.give(signer, draft.changeId, 'passkey');
  };

  it('goes by the means of before, and names what was done and when it counts', async () => {
    const bob = await world.signer({ more: [world.codeMeans()] });
    expect(await added(bob)).toBe('completed');
    const [{ before, notice } = { before: undefined, notice: undefined }] = world.notices.sent;
    expect(before?.means.filter(({ kind }) => kind === 'passkey')).toHaveLength(1);
    expect(notice).toMatchObject({ kind: 'means-added', credentialId: bob.credentialId });
    expect(notice?.text).toMatch(/passkey.*2027-03-01 10:00 UTC/);
    expect(notice?.text).toMatch(/Nouveau moyen/);
  });

  it('says of a removal until when the means counts, and of a resumption that the key signs again', async () => {
    const bob = await world.signer({ more: [world.codeMeans()] });
    const pin = (await world.binding(bob)).means.find(({ kind }) => kind === 'pin')?.meansId ?? '';
    await world.change(bob, { act: 'remove-means', meansId: pin });
    await world.suspend.run({ credentialId: bob.credentialId, requestedBy: 'signer', reason: '' });
    await world.change(bob, { act: 'resume' });
    expect(world.notices.sent.map(({ notice }) => notice.kind)).toEqual(['means-removed', 'credential-suspended', 'credential-resumed']);
    expect(world.notices.sent[0]?.notice.text).toMatch(/PIN.*until 2027-03-01 10:00 UTC/);
  });

  it('that has nowhere to go leaves an event that says so', async () => {
    expect(await added(ada)).toBe('completed');
    expect(world.notices.sent).toEqual([]);
    expect(await last()).toMatchObject({
      type: 'notice-sent',
      outcome: 'failure',
      cause: 'no address',
      particulars: { kind: 'means-added', credentialId: ada.credentialId },
    });
  });

  it.each([
    ['by a bug', new Error('the bus is away')],
    ['at courier', new ServiceError('message.undeliverable', 'no')],
  ])('that fails %s undoes nothing, and leaves an event', async (_where, failure) => {
    world.notices.failure = failure;
    const bob = await world.signer({ more: [world.codeMeans()] });
    expect(await added(bob)).toBe('completed');
    expect((await world.binding(bob)).means.filter(({ kind }) => kind === 'passkey')).toHaveLength(2);
    expect(await last()).toMatchObject({ type: 'notice-sent', outcome: 'failure' });
  });

  it('is not sent for a change that did not come about', async () => {
    const bob = await world.signer({ more: [world.codeMeans()] });
    const draft = await world.offered(bob, world.page(), 'passkey');
    const evidence = await world.evidence(bob, 'passkey', await world.challenge(draft.changeId));
    world.world.stores.transactions.fail();
    await expect(world.world.present.run(draft.changeId, evidence)).rejects.toThrow('the database is gone');
    world.world.stores.transactions.fail(false);
    await world.changeNotices.settled();
    expect(world.notices.sent).toEqual([]);
  });
});
