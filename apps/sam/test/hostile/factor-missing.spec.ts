import { beforeEach, describe, expect, it } from '@jest/globals';
import { PIN, TypedWorld } from '../typed-world.js';
import type { TestSigner } from '../world.js';
import type { ActivationDraft } from '../../src/domain/activation/activation.js';

/* Attack: a SAD, and with it a signature, on one factor where the policy asks for two (ACT-10). */

describe('one factor of two', () => {
  let typed: TypedWorld;
  let ada: TestSigner;
  let draft: ActivationDraft;
  beforeEach(async () => {
    typed = await TypedWorld.make([
      ['one-time-code', 'pin'],
      ['oidc', 'totp'],
    ]);
    ada = await typed.signer();
    draft = await typed.world.open(ada);
  });
  const giveCode = async (of = draft) => typed.type(of, 'one-time-code', await typed.code(of));

  it('control: both complete the activation, and one signature is made', async () => {
    expect([await giveCode(), await typed.type(draft, 'pin', PIN)]).toEqual(['waiting', 'completed']);
    expect(await typed.sign(ada, draft)).toEqual({ result: 1, signed: 1 });
  });

  it('completes nothing', async () => {
    expect(await giveCode()).toBe('waiting');
    expect(await typed.sign(ada, draft)).toEqual({ result: 'activation.state', signed: 0 });
  });

  it('completes nothing together with the half of another alternative', async () => {
    expect(await giveCode()).toBe('waiting');
    expect(await typed.present(draft, { kind: 'oidc', idToken: await typed.world.idToken(ada, draft) })).toBe('evidence.missing');
    expect((await typed.sign(ada, draft)).signed).toBe(0);
  });

  it('completes nothing with a wrong second one', async () => {
    expect([await giveCode(), await typed.type(draft, 'pin', '902113')]).toEqual(['waiting', 'evidence.invalid']);
    expect((await typed.sign(ada, draft)).signed).toBe(0);
  });

  it('completes nothing by a database that calls the activation completed', async () => {
    await giveCode();
    const { table } = typed.world.stores.activations;
    const row = table.get(draft.activationId);
    if (row) table.set(draft.activationId, { ...row, state: 'completed' });
    expect(await typed.sign(ada, draft)).toEqual({ result: 'record.tampered', signed: 0 });
  });

  it('completes nothing by a database that brings the proofs of another activation', async () => {
    const other = await typed.world.open(ada);
    await giveCode(other);
    await typed.type(other, 'pin', PIN);
    await giveCode();
    const { table } = typed.world.stores.activations;
    const [own, foreign] = [table.get(draft.activationId), table.get(other.activationId)];
    if (own && foreign?.completion)
      table.set(draft.activationId, { ...own, ...foreign, activationId: own.activationId, draft: own.draft, draftMac: own.draftMac });
    expect(await typed.sign(ada, draft)).toEqual({ result: 'record.tampered', signed: 0 });
  });

  it('completes nothing under a weaker policy of the same name', async () => {
    await giveCode();
    typed.world.policies.policy = { ...typed.world.policies.policy, evidence: [['one-time-code']], digest: 'weaker' };
    expect(await typed.type(draft, 'pin', PIN)).toBe('evidence.invalid');
    expect((await typed.sign(ada, draft)).signed).toBe(0);
  });

  it('completes nothing when the means of the second one was taken away meanwhile', async () => {
    await giveCode();
    await typed.world.change(ada.credentialId, { means: [typed.phone()] });
    expect(await typed.type(draft, 'pin', PIN)).toBe('evidence.invalid');
    expect((await typed.sign(ada, draft)).signed).toBe(0);
  });
});
