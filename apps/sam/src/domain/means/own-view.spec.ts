import { beforeEach, describe, expect, it } from '@jest/globals';
import { describeBinding, listSignatures } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { ChangesWorld, type EquippedSigner } from '../../../test/changes-world.js';

let world: ChangesWorld;
let ada: EquippedSigner;

beforeEach(async () => {
  world = await ChangesWorld.make();
  ada = await world.signer({ more: [world.codeMeans()] });
});

describe('a credential as its signer sees it', () => {
  const describe_ = async (signer = ada) => {
    const answer = await world.describeBinding.run(signer.credentialId);
    // What the wire would drop or refuse.
    expect(describeBinding.reply.parse(answer)).toEqual(answer);
    return answer;
  };

  it('has its state, its subject and its means, none of them in full', async () => {
    const answer = await describe_();
    expect(answer).toMatchObject({ credentialId: ada.credentialId, signerId: ada.signerId, state: 'active', policyId: 'test', subject: 'CN=Ada Byron' });
    expect(answer.means.map(({ kind, hint }) => [kind, hint])).toEqual([
      ['oidc', 'https://idp.example'],
      ['passkey', ada.page.passkey.id.slice(0, 8)],
      ['pin', ''],
      ['one-time-code', '••• 78'],
    ]);
    expect(JSON.stringify(answer)).not.toMatch(/verifier|salt|\+336123456/);
    expect(answer.stated).toMatchObject({ provider: 'https://idp.example', code: { channel: 'sms', hint: '••• 78' } });
  });

  it('says from when and until when a means counts, and forgets those that are over', async () => {
    const pin = (await world.binding(ada)).means.find(({ kind }) => kind === 'pin')?.meansId ?? '';
    await world.change(ada, { act: 'remove-means', meansId: pin });
    const until = new Date(world.clock.now().getTime() + 3_600_000).toISOString();
    expect((await describe_()).means.find(({ kind }) => kind === 'pin')).toMatchObject({ usableUntil: until });
    world.clock.advance(3_600_000);
    expect((await describe_()).means.map(({ kind }) => kind)).toEqual(['oidc', 'passkey', 'one-time-code']);
  });

  it('says which means is locked', async () => {
    const pin = (await world.binding(ada)).means.find(({ kind }) => kind === 'pin')?.meansId ?? '';
    await world.world.stores.transactions.run(
      async (transaction) => void (await world.counters.change(transaction, pin, (counter) => ({ ...counter, isLocked: true }))),
    );
    expect((await describe_()).means.map(({ kind, isLocked }) => [kind, isLocked])).toContainEqual(['pin', true]);
    expect((await describe_()).means.filter(({ isLocked }) => isLocked)).toHaveLength(1);
  });

  it.each([
    ['shown', [['passkey']], []],
    ['presence', [['passkey'], ['oidc', 'pin']], []],
    ['presence', [['passkey']], [['one-time-code', 'pin']]],
    ['shown', [['passkey'], ['oidc', 'totp']], []],
    ['presence', [['totp', 'oidc']], []],
  ] as const)('promises “%s” only if every way that is possible does', async (promise, evidence, explicit) => {
    world.world.policies.policy = { ...world.world.policies.policy, evidence, explicit };
    expect((await describe_()).promise).toBe(promise);
  });

  it('names the application whose orders count', async () => {
    const bob = await world.signer({
      more: [{ kind: 'order', meansId: newId('mns'), usableFrom: world.clock.now().toISOString(), clientId: world.world.clientId }],
    });
    expect((await describe_(bob)).means.at(-1)).toMatchObject({ kind: 'order', hint: 'Test application' });
  });

  it('is told of a suspended one too', async () => {
    await world.suspend.run({ credentialId: ada.credentialId, requestedBy: 'signer', reason: '' });
    expect((await describe_()).state).toBe('suspended');
  });

  it('is unknown where there is none', async () => {
    await expect(world.describeBinding.run(newId('cred'))).rejects.toMatchObject({ code: 'credential.unknown' });
  });
});

describe('what was signed, and for whom', () => {
  const list = async (signer: EquippedSigner = ada, limit = 10) => {
    const activations = await world.listSignatures.run(signer.credentialId, limit);
    expect(listSignatures.reply.parse({ activations })).toEqual({ activations });
    return activations;
  };

  it('is listed newest first, with what became of each document', async () => {
    const first = await world.world.open(ada, ['one.pdf', 'two.pdf']);
    await world.give(ada, first.activationId, 'passkey');
    const { sad } = await world.world.issueSad.run({ activationId: first.activationId, clientId: world.world.clientId });
    await world.world.signHash.run(world.world.request(ada, `sad_${sad}`, ['two.pdf']));
    const second = await world.world.open(ada, ['three.pdf']);
    await world.world.abandonActivation.run(second.activationId, 'refused');
    const listed = await list();
    expect(listed).toMatchObject([
      { activationId: second.activationId, state: 'abandoned', signed: 0, evidence: [], documents: [{ label: 'three.pdf', signed: false }] },
      {
        activationId: first.activationId,
        clientName: 'Test application',
        state: 'issued',
        signed: 1,
        evidence: ['passkey'],
        documents: [
          { label: 'one.pdf', signed: false },
          { label: 'two.pdf', signed: true },
        ],
      },
    ]);
  });

  it('is as short as asked, and nobody else’s', async () => {
    const bob = await world.signer();
    for (const signer of [ada, bob, ada]) await world.world.open(signer);
    expect(await list(ada, 1)).toHaveLength(1);
    expect(await list(ada)).toHaveLength(2);
    expect(await list(bob)).toHaveLength(1);
  });

  it('leaves out a row without its MAC, and tells the auditor', async () => {
    const [good, edited] = [await world.world.open(ada), await world.world.open(ada)];
    const { table } = world.world.stores.activations;
    const row = table.get(edited.activationId);
    if (row) table.set(edited.activationId, { ...row, draft: row.draft.replace('contract.pdf', 'invoice.pdf') });
    expect((await list()).map(({ activationId }) => activationId)).toEqual([good.activationId]);
    expect((await world.world.eventTypes()).at(-1)).toBe('record-tampered: record.tampered');
  });

  it('leaves out what the database put under another credential', async () => {
    const bob = await world.signer();
    const draft = await world.world.open(bob);
    const { table } = world.world.stores.activations;
    const row = table.get(draft.activationId);
    if (row) table.set(draft.activationId, { ...row, credentialId: ada.credentialId });
    expect(await list()).toEqual([]);
  });

  it('is unknown where there is no such credential', async () => {
    await expect(world.listSignatures.run(newId('cred'), 5)).rejects.toMatchObject({ code: 'credential.unknown' });
  });
});
