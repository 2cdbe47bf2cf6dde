import { beforeEach, describe, expect, it } from '@jest/globals';
import { SAD_PREFIX } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import type { ExtensionRequest } from '../../src/domain/activation/extend-activation.js';
import { SigningClient, type Change } from '../client-keys.js';
import { hashOf, SHA256 } from '../world.js';
import { ADDED, outcomeOf, refused, type Outcome } from './refusal.js';
import { SIGNED_ONCE, SigningTrial } from './signing-trial.js';

/** The signer left two documents to the client. The gateway, which holds the SAD, wants to choose them itself. */
describe('documents added to an activation without the client’s order', () => {
  let trial: SigningTrial;
  let client: SigningClient;
  let activationId: string;
  let sad: string;
  beforeEach(async () => {
    trial = await SigningTrial.make();
    const { world, ada } = trial;
    world.policies.policy = { ...world.policies.policy, counted: 'ordered' };
    client = await SigningClient.make(world);
    const draft = await world.openActivation.run({ ...world.opening(ada), clientId: client.clientId, numSignatures: 3 });
    await world.signIn(ada, draft);
    ({ activationId } = draft);
    sad = `${SAD_PREFIX}${(await world.issueSad.run({ activationId, clientId: client.clientId })).sad}`;
  });

  const about = (document: string) => ({ credentialId: trial.ada.credentialId, hashes: [hashOf(document)], activationId });
  const order = (document: string, change?: Change, by = client) => by.order(about(document), change);
  const add = (document: string, how: Partial<ExtensionRequest>): Promise<Outcome> => {
    const request = { sad, clientId: client.clientId, credentialId: trial.ada.credentialId, hashes: [hashOf(document)], hashAlgorithmOid: SHA256 };
    return outcomeOf(trial.world.token, async () => {
      sad = `${SAD_PREFIX}${(await trial.world.extendActivation.run({ ...request, ...how })).sad}`;
    });
  };
  const sign = (document: string) => trial.sign({ ...trial.world.request(trial.ada, sad, [document]), clientId: client.clientId });
  /** Nothing was added; what the client does order is. */
  const expectControl = async () => {
    expect(await sign('mortgage.pdf')).toEqual(refused('hash.not_authorised'));
    expect(await add('annex.pdf', { order: await order('annex.pdf') })).toEqual(ADDED);
    expect(await sign('annex.pdf')).toEqual(SIGNED_ONCE);
  };

  it.each<[string, () => Promise<string | undefined>]>([
    ['without any', () => Promise.resolve(undefined)],
    ['on an order for another document', () => order('annex.pdf')],
    ['on an order by a key of its own', async () => order('mortgage.pdf', { key: (await SigningClient.make(trial.world)).key })],
    ['on an order of another client', async () => order('mortgage.pdf', {}, await SigningClient.make(trial.world))],
    ['on an unsigned order', async () => `${(await order('mortgage.pdf')).split('.').slice(0, 2).join('.')}.AA`],
    ['on an order for another activation', () => order('mortgage.pdf', { claims: { activation: newId('act') } })],
    ['on an order that was given as evidence', () => order('mortgage.pdf', { claims: { activation: undefined } })],
    ['on an old order', () => order('mortgage.pdf', { claims: { iat: 1, exp: 301 } })],
    ['on an order for more', () => order('mortgage.pdf', { claims: { count: 2 } })],
    ['on something else the client signed', () => order('mortgage.pdf', { header: { typ: 'oauth-authz-req+jwt' } })],
  ])('are not added: %s', async (_what, make) => {
    expect(await add('mortgage.pdf', { order: await make() })).toEqual(refused('order.invalid'));
    await expectControl();
  });

  it('are not added twice on one order', async () => {
    const once = await order('annex.pdf');
    expect(await add('annex.pdf', { order: once })).toEqual(ADDED);
    expect(await add('annex.pdf', { order: once })).toEqual(refused('order.invalid'));
    expect(await sign('annex.pdf')).toEqual(SIGNED_ONCE);
    expect(await sign('annex.pdf')).toEqual(refused('hash.not_authorised'));
  });

  it.each(['free', 'off'] as const)('are not added under a policy of the same name that the statement does not name (%s)', async (counted) => {
    const shown = trial.world.policies.policy;
    trial.world.policies.policy = { ...shown, counted, digest: 'f'.repeat(64) };
    expect(await add('mortgage.pdf', { order: await order('mortgage.pdf') })).toEqual(refused('activation.too_many'));
    expect(await add('mortgage.pdf', {})).toEqual(refused('activation.too_many'));
    trial.world.policies.policy = shown;
    await expectControl();
  });

  it('are not added by a database that writes them', async () => {
    const { table } = trial.world.stores.activations;
    await add('annex.pdf', { order: await order('annex.pdf') });
    const row = table.get(activationId);
    if (!row?.extension) throw new Error('no extension');
    table.set(activationId, { ...row, extension: { ...row.extension, text: row.extension.text.replace(hashOf('annex.pdf'), hashOf('mortgage.pdf')) } });
    expect(await sign('mortgage.pdf')).toEqual(refused('record.tampered'));
    table.set(activationId, row);
    expect(await sign('annex.pdf')).toEqual(SIGNED_ONCE);
  });
});
