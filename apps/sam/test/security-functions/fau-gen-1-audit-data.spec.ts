import { beforeEach, describe, expect, it } from '@jest/globals';
import { refused } from '../hostile/refusal.js';
import { SIGNED_ONCE, SigningTrial } from '../hostile/signing-trial.js';

describe('FAU_GEN.1, FAU_GEN.2: each act is recorded, with whose it was', () => {
  let trial: SigningTrial;
  beforeEach(async () => void (trial = await SigningTrial.make()));

  it('records a signature from its opening to its making, each under the activation', async () => {
    expect(await trial.sign(await trial.approved())).toEqual(SIGNED_ONCE);
    const events = (await trial.world.stores.events()).slice(-6);
    expect(events.map(({ type }) => type)).toEqual([
      'activation-opened',
      'evidence-given',
      'activation-completed',
      'sad-issued',
      'signature-intended',
      'signature-made',
    ]);
    const named = events.flatMap(({ particulars }) => particulars?.['activationId'] ?? []);
    expect([named.length > 3, new Set(named).size]).toEqual([true, 1]);
  });

  it('records a refusal with its reason, and keeps the intent before the act', async () => {
    const good = await trial.approved();
    expect(await trial.sign(good)).toEqual(SIGNED_ONCE);
    expect(await trial.sign({ ...good, attemptId: 'att_another' })).toEqual(refused('sad.spent'));
    expect((await trial.world.eventTypes()).slice(-3)).toEqual(['signature-intended', 'signature-made', 'signature-refused: sad.spent']);
  });

  it('records neither SAD nor identity token', async () => {
    const good = await trial.approved();
    await trial.sign(good);
    const text = JSON.stringify(await trial.world.stores.events());
    expect(text).not.toContain(good.sad.slice(good.sad.lastIndexOf('.') + 1));
    expect(text).not.toMatch(/eyJ[\w-]+\.eyJ/);
  });
});
