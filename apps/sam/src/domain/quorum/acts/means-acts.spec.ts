import { beforeEach, describe, expect, it } from '@jest/globals';
import type { QuorumAct } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { SoftwareAuthenticator } from '@paraph/testing';
import { APPROVAL, QuorumWorld, type PasskeySigner } from '../../../../test/quorum-world.js';
import { payloadOf } from '../../../../test/world.js';
import type { Means } from '../../records/record-kinds.js';

describe('a quorum that decides about a signer’s means', () => {
  let quorum: QuorumWorld;
  let ada: PasskeySigner;
  let account: Means;
  beforeEach(async () => {
    quorum = await QuorumWorld.make();
    ada = await quorum.signer();
    const [first] = (await quorum.binding(ada.credentialId)).means;
    if (!first) throw new Error('no means');
    account = first;
  });

  const now = () => quorum.world.clock.now().toISOString();
  const means = async () => (await quorum.binding(ada.credentialId)).means;

  it('takes one away at once, and the signer is told', async () => {
    const { statement } = await quorum.decided({ act: 'remove-means', credentialId: ada.credentialId, meansId: ada.passkey.meansId });
    expect(payloadOf(statement)['about']).toEqual({
      subject: 'CN=Ada Byron',
      signer: ada.signerId,
      state: 'active',
      account: `${quorum.world.provider.issuer} ${ada.account}`,
      means: `passkey: ${ada.passkey.id} (${ada.passkey.usableFrom})`,
      meansLeft: 'oidc',
    });
    expect(await means()).toEqual([account, { ...ada.passkey, usableUntil: now() }]);
    expect(quorum.notices.sent).toMatchObject([{ kind: 'means-removed', credentialId: ada.credentialId }]);
  });

  it('ends the old one at once and has the new one wait, and the signer is told', async () => {
    const by = { kind: 'oidc', issuer: quorum.world.provider.issuer, subject: 'new-account' } as const;
    const { statement } = await quorum.decided({ act: 'replace-means', credentialId: ada.credentialId, meansId: account.meansId, by });
    expect(payloadOf(statement)['about']).toMatchObject({
      means: `oidc: ${quorum.world.provider.issuer} ${ada.account} (${account.usableFrom})`,
      waitSeconds: '3600',
    });
    const usableFrom = new Date(quorum.world.clock.now().getTime() + 3_600_000).toISOString();
    expect(await means()).toEqual([{ ...account, usableUntil: now() }, ada.passkey, { ...by, meansId: expect.stringMatching(/^mns_/), usableFrom }]);
    expect(quorum.notices.sent).toMatchObject([{ kind: 'means-replaced', text: expect.stringContaining(usableFrom) }]);
  });

  it('replaces an account: the old one opens nothing any more, the new one only after the wait', async () => {
    const by = { kind: 'oidc', issuer: quorum.world.provider.issuer, subject: 'new-account' } as const;
    await quorum.decided({ act: 'replace-means', credentialId: ada.credentialId, meansId: account.meansId, by });
    await expect(quorum.world.open(ada)).rejects.toThrow('no means of the credential counts at this moment');
    quorum.world.clock.advance(3_600_000 - 1);
    await expect(quorum.world.open(ada)).rejects.toThrow('no means of the credential counts at this moment');
    quorum.world.clock.advance(1);
    const draft = await quorum.world.open(ada);
    await expect(quorum.world.signIn(ada, draft)).rejects.toThrow('evidence.invalid');
    await expect(quorum.world.signIn({ account: 'new-account' }, draft)).resolves.toMatchObject({ state: 'completed' });
  });

  it('replaces a passkey by one that it names, which then signs', async () => {
    quorum.world.policies.policy = { ...quorum.world.policies.policy, evidence: [['passkey']] };
    for (const backupEligible of [false, true]) {
      const authenticator = SoftwareAuthenticator.make({ origin: APPROVAL, backupEligible });
      const { id, publicKey } = authenticator;
      const old = (await means()).find((one) => one.kind === 'passkey' && one.usableUntil === undefined);
      await quorum.decided({
        act: 'replace-means',
        credentialId: ada.credentialId,
        meansId: old?.meansId ?? '',
        by: { kind: 'passkey', passkey: { id, publicKey } },
      });
      quorum.world.clock.advance(3_600_000);
      const draft = await quorum.world.open(ada);
      await expect(quorum.present(ada, draft)).rejects.toThrow('evidence.invalid');
      await expect(quorum.present({ authenticator }, draft)).resolves.toMatchObject({ state: 'completed' });
    }
  });

  it('replaces where codes go', async () => {
    const phone: Means = { kind: 'one-time-code', meansId: newId('mns'), usableFrom: now(), channel: 'sms', address: '+33600000000' };
    await quorum.world.change(ada.credentialId, { means: [account, phone] });
    const by = { kind: 'one-time-code', channel: 'email', address: 'ada@example.org' } as const;
    const { statement } = await quorum.decided({ act: 'replace-means', credentialId: ada.credentialId, meansId: phone.meansId, by });
    expect(payloadOf(statement)['about']).toMatchObject({ means: `one-time-code: sms +33600000000 (${now()})` });
    expect((await means()).at(-1)).toMatchObject(by);
  });

  it('forgets the wrong tries of a locked means', async () => {
    const { meansId } = ada.passkey;
    await quorum.world.stores.transactions.run(async (transaction) => {
      await quorum.counters.change(transaction, meansId, (counter) => ({ ...counter, wrongTries: 3, isLocked: true, signCount: 8 }));
    });
    const { statement } = await quorum.decided({ act: 'unlock-means', credentialId: ada.credentialId, meansId });
    expect(payloadOf(statement)['about']).toMatchObject({ wrongTries: '3', locked: 'yes' });
    expect(await quorum.counters.read(meansId)).toMatchObject({ wrongTries: 0, isLocked: false, signCount: 8 });
    expect(await quorum.world.eventTypes()).toContain('means-unlocked');
    expect(quorum.notices.sent).toMatchObject([{ kind: 'means-unlocked' }]);
  });

  it('resumes a suspended credential', async () => {
    await quorum.world.change(ada.credentialId, { state: 'suspended' });
    await expect(quorum.world.open(ada)).rejects.toThrow('credential.disabled');
    await quorum.decided({ act: 'resume-credential', credentialId: ada.credentialId });
    expect((await quorum.binding(ada.credentialId)).state).toBe('active');
    const resumed = (await quorum.world.stores.events()).find(({ type }) => type === 'credential-resumed');
    expect(resumed).toMatchObject({ outcome: 'success', particulars: { credentialId: ada.credentialId } });
    expect(quorum.notices.sent).toMatchObject([{ kind: 'credential-resumed' }]);
    await expect(quorum.world.open(ada)).resolves.toBeDefined();
  });

  it('resumes nothing that was suspended again after the proposal', async () => {
    await quorum.world.change(ada.credentialId, { state: 'suspended' });
    const proposal = await quorum.propose.run({ act: 'resume-credential', credentialId: ada.credentialId });
    await quorum.approve(quorum.people[0], proposal);
    await quorum.decided({ act: 'resume-credential', credentialId: ada.credentialId });
    await quorum.world.change(ada.credentialId, { state: 'suspended' });
    await expect(quorum.approve(quorum.people[1], proposal)).rejects.toThrow('proposal.impossible');
    expect((await quorum.binding(ada.credentialId)).state).toBe('suspended');
    await expect(quorum.decided({ act: 'resume-credential', credentialId: ada.credentialId })).resolves.toMatchObject({ state: 'done' });
  });

  it('decides again if the record was written while the last approval was on its way', async () => {
    const proposal = await quorum.propose.run({ act: 'remove-means', credentialId: ada.credentialId, meansId: ada.passkey.meansId });
    await quorum.approve(quorum.people[0], proposal);
    const approval = quorum.approve(quorum.people[1], proposal);
    await quorum.world.change(ada.credentialId, { subject: { given_name: 'Augusta', family_name: 'Byron' } });
    await expect(approval).resolves.toMatchObject({ state: 'done' });
    expect(await quorum.binding(ada.credentialId)).toMatchObject({ subject: { given_name: 'Augusta' }, means: [account, { usableUntil: now() }] });
  });

  describe('is not above what holds', () => {
    const replaceBy = (by: Extract<QuorumAct, { act: 'replace-means' }>['by'], meansId: string): QuorumAct => ({
      act: 'replace-means',
      credentialId: ada.credentialId,
      meansId,
      by,
    });
    const passkey = () => {
      const { id, publicKey } = SoftwareAuthenticator.make({ origin: APPROVAL });
      return { kind: 'passkey', passkey: { id, publicKey } } as const;
    };

    it.each<[string, string, () => QuorumAct]>([
      ['a means the credential does not have', 'means.unknown', () => ({ act: 'remove-means', credentialId: ada.credentialId, meansId: newId('mns') })],
      ['a means of another kind', 'proposal.impossible', () => replaceBy(passkey(), account.meansId)],
      [
        'an account at a provider nobody pinned',
        'evidence.provider_unknown',
        () => replaceBy({ kind: 'oidc', issuer: 'https://evil.example', subject: 'x' }, account.meansId),
      ],
      [
        'the same passkey again',
        'proposal.impossible',
        () => replaceBy({ kind: 'passkey', passkey: { id: ada.passkey.id, publicKey: ada.passkey.publicKey } }, ada.passkey.meansId),
      ],
      [
        'a passkey that is none',
        'request.invalid',
        () => replaceBy({ kind: 'passkey', passkey: { id: 'A'.repeat(40), publicKey: 'A'.repeat(60) } }, ada.passkey.meansId),
      ],
      ['a credential that is not suspended', 'credential.state', () => ({ act: 'resume-credential', credentialId: ada.credentialId })],
    ])('and proposes nothing of %s (%s)', async (_what, code, act) => {
      await expect(quorum.propose.run(act())).rejects.toThrow(code);
      await expect(quorum.propose.run(replaceBy(passkey(), ada.passkey.meansId))).resolves.toBeDefined();
    });

    it.each(['revoked', 'destroyed'] as const)('and brings nothing %s back', async (state) => {
      const acts = [
        { act: 'remove-means', credentialId: ada.credentialId, meansId: ada.passkey.meansId },
        { act: 'unlock-means', credentialId: ada.credentialId, meansId: ada.passkey.meansId },
        { act: 'resume-credential', credentialId: ada.credentialId },
      ] as const;
      await quorum.world.change(ada.credentialId, { state });
      for (const act of acts) await expect(quorum.propose.run(act)).rejects.toThrow('credential.state');
    });

    it.each([
      { attestedModels: ['01020304-0506-0708-090a-0b0c0d0e0f10'], allowBackup: true },
      { attestedModels: [], allowBackup: false },
    ])('and names no passkey where the policy wants to have seen its registration (%j)', async (rules) => {
      const act = replaceBy(passkey(), ada.passkey.meansId);
      const before = await quorum.propose.run(act);
      quorum.world.policies.policy = { ...quorum.world.policies.policy, passkey: rules };
      await expect(quorum.propose.run(act)).rejects.toThrow('proposal.impossible');
      await quorum.approve(quorum.people[0], before);
      await expect(quorum.approve(quorum.people[1], before)).rejects.toThrow('proposal.impossible');
      expect(await means()).toEqual([account, ada.passkey]);
    });

    it('and ends a means once', async () => {
      const act = { act: 'remove-means', credentialId: ada.credentialId, meansId: ada.passkey.meansId } as const;
      const second = await quorum.propose.run(act);
      await quorum.decided(act);
      await quorum.approve(quorum.people[0], second);
      await expect(quorum.approve(quorum.people[1], second)).rejects.toThrow('proposal.impossible');
      await expect(quorum.propose.run(act)).rejects.toThrow('means.unknown');
    });

    it.each(['0600000000', '+33', '+33 6 00 00 00 00', 'ada'])('and sends no codes to %j', async (address) => {
      const phone: Means = { kind: 'one-time-code', meansId: newId('mns'), usableFrom: now(), channel: 'sms', address: '+33600000000' };
      await quorum.world.change(ada.credentialId, { means: [account, phone] });
      await expect(quorum.propose.run(replaceBy({ kind: 'one-time-code', channel: 'sms', address }, phone.meansId))).rejects.toThrow('request.invalid');
      await expect(quorum.propose.run(replaceBy({ kind: 'one-time-code', channel: 'sms', address: '+33611111111' }, phone.meansId))).resolves.toBeDefined();
    });
  });
});
