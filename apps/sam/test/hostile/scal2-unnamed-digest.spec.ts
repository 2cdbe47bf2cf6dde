import { beforeEach, describe, expect, it } from '@jest/globals';
import { ApplicationWorld } from '../application-world.js';
import { ADDED, outcomeOf, refused } from './refusal.js';
import { SIGNED_ONCE } from './signing-trial.js';

/** The SAD is for digests that were named (SCAL 2). Whoever has it signs something else, as if it were one of SCAL 1. */
describe('a digest that nobody named', () => {
  let app: ApplicationWorld;
  beforeEach(async () => void (app = await ApplicationWorld.make({ counted: 'free' })));

  it.each<[string, number]>([
    ['under a SAD with nothing left to choose', 1],
    ['under a SAD with something left to choose, before it was added', 3],
  ])('is not signed %s', async (_what, numSignatures) => {
    const sad = await app.sad(['contract.pdf'], numSignatures);
    expect(await app.sign(sad, 'mortgage.pdf')).toEqual(refused('hash.not_authorised'));
    expect(await app.sign(sad, 'contract.pdf', 'mortgage.pdf')).toEqual(refused('hash.not_authorised'));
    expect(await app.sign(sad, 'contract.pdf')).toEqual(SIGNED_ONCE);
  });

  it('is signed once it was added, and not before', async () => {
    const sad = await app.sad(['contract.pdf'], 2);
    expect(await app.sign(sad, 'annex.pdf')).toEqual(refused('hash.not_authorised'));
    const { next, ...extended } = await app.extend(sad, ['annex.pdf']);
    expect(extended).toEqual(ADDED);
    expect(await app.sign(next, 'annex.pdf')).toEqual(SIGNED_ONCE);
  });

  it('is not asked for: no activation is opened without documents, and no extension names none', async () => {
    const { world, ada, typed } = app;
    const none = { ...world.opening(ada, []), numSignatures: 2 };
    expect(await outcomeOf(world.token, () => world.openActivation.run(none))).toEqual(refused('request.invalid'));
    expect(await outcomeOf(world.token, () => world.openActivation.run({ ...none, mode: 'explicit' }))).toEqual(refused('request.invalid'));
    expect(await outcomeOf(typed.world.token, () => app.byLink.run(none))).toEqual(refused('request.invalid'));
    const sad = await app.sad(['contract.pdf'], 2);
    expect(await app.extend(sad, [])).toMatchObject(refused('request.invalid'));
    expect(await app.extend(sad, ['annex.pdf'])).toMatchObject(ADDED);
  });

  it('is not signed because the policy says now that nothing needs to be named, or a database says that it did', async () => {
    const sad = await app.sad(['contract.pdf'], 2);
    app.world.policies.policy = { ...app.world.policies.policy, scal: '1' };
    expect(await app.sign(sad, 'mortgage.pdf')).toEqual(refused('hash.not_authorised'));
    const { table } = app.world.stores.activations;
    const [activationId = '', row] = [...table].at(-1) ?? [];
    if (!row) throw new Error('no activation');
    table.set(activationId, { ...row, draft: row.draft.replace('"remainingChoice":1', '"remainingChoice":1,"scal":"1"') });
    expect(await app.sign(sad, 'mortgage.pdf')).toEqual(refused('record.tampered'));
    table.set(activationId, row);
    expect(await app.sign(sad, 'contract.pdf')).toEqual(SIGNED_ONCE);
  });
});
