import { beforeEach, describe, expect, it } from '@jest/globals';
import { SAD_PREFIX } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { hashOf, payloadOf, SHA256 } from '../world.js';
import { ADDED, outcomeOf, refused } from './refusal.js';
import { SIGNED_ONCE, SigningTrial } from './signing-trial.js';

/**
 * RESIDUAL (docs/threat-model.md): what whoever holds the SAD CAN do where a policy lets the client choose documents later
 * and asks for no order (`counted: "free"`, as plain CSC clients at SCAL 1 need it). The signer was told how many, and by
 * whom; not which. A gateway adds what it likes, up to that number.
 *
 * What closes it: `counted: "ordered"` (each later document on the client's signed order) or `"off"`, which is the default
 * and all that a qualified policy may say.
 */
describe('RESIDUAL: documents chosen later without an order', () => {
  let trial: SigningTrial;
  /** The SAD that the last addition answered. */
  let next: string;
  beforeEach(async () => void (trial = await SigningTrial.make()));

  const begin = async (counted: 'free' | 'off') => {
    const { world, ada } = trial;
    world.policies.policy = { ...world.policies.policy, counted };
    const draft = await world.openActivation.run({ ...world.opening(ada, ['invoice.pdf']), numSignatures: 2 });
    await world.signIn(ada, draft);
    const { sad } = await world.issueSad.run({ activationId: draft.activationId, clientId: world.clientId });
    return { draft, sad: `${SAD_PREFIX}${sad}` };
  };
  const add = (sad: string, document: string) => {
    const request = { sad, clientId: trial.world.clientId, credentialId: trial.ada.credentialId, hashes: [hashOf(document)], hashAlgorithmOid: SHA256 };
    return outcomeOf(trial.world.token, async () => void (next = `${SAD_PREFIX}${(await trial.world.extendActivation.run(request)).sad}`));
  };

  it('are signed: one that nobody saw, and no more than the statement said', async () => {
    const { draft, sad } = await begin('free');
    expect(payloadOf(draft.statement)).toMatchObject({ remainingChoice: 1 });
    expect(await add(sad, 'mortgage.pdf')).toEqual(ADDED);
    expect(await trial.sign(trial.world.request(trial.ada, next, ['mortgage.pdf']))).toEqual(SIGNED_ONCE);
    expect(await add(next, 'another.pdf')).toEqual(refused('activation.too_many'));
  });

  it('leave their trace: the SAD and the event say how many were not shown', async () => {
    const { sad } = await begin('free');
    await add(sad, 'mortgage.pdf');
    await trial.sign({ ...trial.world.request(trial.ada, next, ['mortgage.pdf']), attemptId: newId('att') });
    expect(payloadOf(sad.slice(SAD_PREFIX.length))).toMatchObject({ count: 2, unseen: 1 });
    expect((await trial.world.stores.events()).findLast(({ type }) => type === 'signature-made')?.particulars).toMatchObject({ unseen: '1' });
  });

  it('are closed where the policy does not allow them: nothing is opened', async () => {
    await expect(begin('off')).rejects.toMatchObject({ code: 'activation.too_many' });
    expect(await trial.sign(await trial.approved())).toEqual(SIGNED_ONCE);
  });
});
