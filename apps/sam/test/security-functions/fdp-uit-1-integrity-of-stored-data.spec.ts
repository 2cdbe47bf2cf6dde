import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { refused } from '../hostile/refusal.js';
import { SIGNED_ONCE, SigningTrial } from '../hostile/signing-trial.js';

describe('FDP_UIT.1, FDP_ITC.2: what is kept outside the token is used unchanged or not at all', () => {
  let trial: SigningTrial;
  beforeEach(async () => void (trial = await SigningTrial.make()));

  it.each<[string, () => () => void]>([
    [
      'a wrapped key',
      () => {
        const { table } = trial.world.stores.keys;
        const row = table.get(trial.ada.keyId);
        if (!row) throw new Error('no key');
        table.set(trial.ada.keyId, { ...row, blob: row.blob.with(0, (row.blob[0] ?? 0) ^ 1) });
        return () => void table.set(trial.ada.keyId, row);
      },
    ],
    [
      'a binding record',
      () => {
        const { table } = trial.world.stores.records;
        const id = `binding/${trial.ada.credentialId}`;
        const row = table.get(id);
        if (!row) throw new Error('no record');
        table.set(id, { ...row, body: row.body.replace('"active"', '"suspended"') });
        return () => void table.set(id, row);
      },
    ],
  ])('signs nothing with %s that was edited, and signs when it is as before', async (_what, edit) => {
    const good = await trial.approved();
    const mend = edit();
    expect(await trial.sign(good)).toEqual(refused('record.tampered'));
    mend();
    expect(await trial.sign({ ...good, attemptId: newId('att') })).toEqual(SIGNED_ONCE);
  });
});
