import { beforeEach, describe, expect, it } from '@jest/globals';
import type { PasskeySigner } from '../quorum-world.js';
import { EvidenceTrial, SIGNED } from './evidence-trial.js';
import { refused } from './refusal.js';

/** A copy of an authenticator counts as well, but not together with the original: one of the two falls behind and is noticed. */
describe('a copy of a signer’s passkey', () => {
  let trial: EvidenceTrial;
  let ada: PasskeySigner;
  let thief: PasskeySigner;
  beforeEach(async () => {
    trial = await EvidenceTrial.make([['passkey']]);
    ada = await trial.quorum.signer();
    thief = { ...ada, authenticator: ada.authenticator.clone() };
  });

  const open = () => trial.quorum.world.open(ada);
  const counterRow = () => trial.quorum.rows.counters as unknown as { readonly table: Map<string, { id: string; text: string; mac: Uint8Array }> };

  it('signs nothing once its owner has signed', async () => {
    expect(await trial.passkey(ada, await open())).toEqual(SIGNED);
    const draft = await open();
    expect(await trial.passkey(thief, draft)).toEqual(refused('evidence.invalid'));
    expect(await trial.reason()).toMatch(/counter/);
    expect(await trial.passkey(ada, draft)).toEqual(SIGNED);
  });

  it('is noticed by its owner, if the thief was first', async () => {
    expect(await trial.passkey(thief, await open())).toEqual(SIGNED);
    expect(await trial.passkey(ada, await open())).toEqual(refused('evidence.invalid'));
    expect((await trial.quorum.world.stores.events()).at(-1)).toMatchObject({
      type: 'evidence-refused',
      particulars: { credentialId: ada.credentialId, kind: 'passkey' },
    });
  });

  it.each([
    ['stands still', 1],
    ['goes back', 0],
  ])('signs nothing while its counter %s', async (_what, signCount) => {
    expect(await trial.passkey(ada, await open())).toEqual(SIGNED);
    const draft = await open();
    expect(await trial.passkey(thief, draft, { signCount })).toEqual(refused('evidence.invalid'));
    expect(await trial.passkey(thief, draft, { signCount: 2 })).toEqual(SIGNED);
  });

  it('signs nothing with a database that put the counter back', async () => {
    const draft = await open();
    await trial.passkey(ada, await open());
    const { table } = counterRow();
    const before = table.get(ada.passkey.meansId);
    await trial.passkey(ada, await open());
    if (before) table.set(ada.passkey.meansId, before);
    expect(await trial.passkey(thief, draft, { signCount: 2 })).toEqual(refused('evidence.invalid'));
    table.delete(ada.passkey.meansId);
    expect(await trial.passkey(thief, draft, { signCount: 1 })).toEqual(refused('evidence.invalid'));
    expect(await trial.passkey(ada, draft)).toEqual(SIGNED);
  });

  it('signs nothing with a counter that somebody wrote', async () => {
    await trial.passkey(ada, await open());
    const draft = await open();
    const { table } = counterRow();
    const row = table.get(ada.passkey.meansId);
    if (!row) throw new Error('no counter');
    table.set(row.id, { ...row, text: row.text.replace('"signCount":1', '"signCount":0') });
    expect(await trial.passkey(thief, draft)).toEqual(refused('record.tampered'));
    table.set(row.id, row);
    expect(await trial.passkey(ada, draft)).toEqual(SIGNED);
  });

  it('what remains: a passkey that never counts tells nothing of its copies', async () => {
    // Passkeys that a person's devices share count 0 for ever. Their copies are the maker's to keep; a policy that does not
    // want them says `allowBackup: false`.
    const synced = await trial.quorum.signer({ backupEligible: true, backedUp: true });
    const copy = { ...synced, authenticator: synced.authenticator.clone() };
    expect(await trial.passkey(synced, await trial.quorum.world.open(synced))).toEqual(SIGNED);
    expect(await trial.passkey(copy, await trial.quorum.world.open(synced))).toEqual(SIGNED);
    trial.quorum.world.policies.policy = { ...trial.quorum.world.policies.policy, passkey: { attestedModels: [], allowBackup: false } };
    expect(await trial.passkey(copy, await trial.quorum.world.open(synced))).toEqual(refused('evidence.invalid'));
    expect(await trial.passkey(ada, await open())).toEqual(SIGNED);
  });
});
