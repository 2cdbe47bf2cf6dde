import { beforeEach, describe, expect, it } from '@jest/globals';
import { SAD_PREFIX } from '@paraph/contracts';
import { SigningClient } from '../client-keys.js';
import { hashOf, SHA256 } from '../world.js';
import { ADDED, outcomeOf, refused, type Outcome } from './refusal.js';
import { SIGNED_ONCE, SigningTrial } from './signing-trial.js';

/** The gateway holds the SAD of a counted activation and one order of the client; the database forgets what was used, or what was added. */
describe('one order, and a database that forgets', () => {
  let trial: SigningTrial;
  let client: SigningClient;
  let activationId: string;
  let sad: string;
  beforeEach(async () => {
    trial = await SigningTrial.make();
    const { world, ada } = trial;
    world.policies.policy = { ...world.policies.policy, counted: 'ordered' };
    client = await SigningClient.make(world);
    const draft = await world.openActivation.run({ ...world.opening(ada), clientId: client.clientId, numSignatures: 4 });
    await world.signIn(ada, draft);
    ({ activationId } = draft);
    sad = `${SAD_PREFIX}${(await world.issueSad.run({ activationId, clientId: client.clientId })).sad}`;
  });

  const order = (document: string) => client.order({ credentialId: trial.ada.credentialId, hashes: [hashOf(document)], activationId });
  const add = (document: string, on: string): Promise<Outcome> => {
    const about = { sad, clientId: client.clientId, credentialId: trial.ada.credentialId, hashes: [hashOf(document)], hashAlgorithmOid: SHA256 };
    return outcomeOf(trial.world.token, async () => {
      sad = `${SAD_PREFIX}${(await trial.world.extendActivation.run({ ...about, order: on })).sad}`;
    });
  };
  const sign = (document: string) => trial.sign({ ...trial.world.request(trial.ada, sad, [document]), clientId: client.clientId });

  it('adds its document once, whatever is no longer among the used evidence', async () => {
    const once = await order('annex.pdf');
    expect(await add('annex.pdf', once)).toEqual(ADDED);
    expect(await sign('annex.pdf')).toEqual(SIGNED_ONCE);
    trial.world.stores.evidence.used.clear();
    expect(await add('annex.pdf', once)).toEqual(refused('order.invalid'));
    expect(await sign('annex.pdf')).toEqual(refused('hash.not_authorised'));
    expect(await add('annex.pdf', await order('annex.pdf'))).toEqual(ADDED);
    expect(await sign('annex.pdf')).toEqual(SIGNED_ONCE);
  });

  it('adds nothing to an activation whose additions were taken away or put back', async () => {
    const { table } = trial.world.stores.activations;
    const once = await order('annex.pdf');
    await add('annex.pdf', once);
    expect(await sign('annex.pdf')).toEqual(SIGNED_ONCE);
    const row = table.get(activationId);
    if (!row) throw new Error('no activation');
    table.set(activationId, { ...row, extension: undefined });
    trial.world.stores.evidence.used.clear();
    // With the list empty again, another document would take the signed one's place, and the old order would fill a fresh one.
    expect(await add('other.pdf', await order('other.pdf'))).toEqual(refused('record.tampered'));
    expect(await add('annex.pdf', once)).toEqual(refused('record.tampered'));
    expect(await sign('annex.pdf')).toEqual(refused('hash.not_authorised'));
    table.set(activationId, row);
    expect(await add('other.pdf', await order('other.pdf'))).toEqual(ADDED);
    expect(await sign('other.pdf')).toEqual(SIGNED_ONCE);
  });
});
