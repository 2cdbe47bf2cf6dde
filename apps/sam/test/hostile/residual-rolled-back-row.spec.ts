import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { generateKeyPair } from 'jose';
import { RecordedProviders } from '../../src/domain/providers/recorded-providers.js';
import { SigningClient } from '../client-keys.js';
import { QuorumWorld } from '../quorum-world.js';
import { notThe, PIN, TypedWorld } from '../typed-world.js';
import { hashOf, World } from '../world.js';
import { photograph } from './restored-database.js';
import { outcomeOf, refused } from './refusal.js';
import { SIGNED_ONCE, SigningTrial } from './signing-trial.js';

/**
 * RESIDUAL (docs/threat-model.md): a MAC says that a row was true once, not that it still is. A database that kept old rows,
 * or takes rows away, CAN do what stands here; `replaced-means-old-row.spec.ts` shows the same for stops. Each expectation
 * marked REMAINS is one that what closes it is to turn into a refusal.
 *
 * What closes it: the journal as a chain of MACs with its head in the token, in every replica and in the audit log, and the
 * stops in it replayed at the start (the ledger's own issue). Until then: the database is run by somebody else than the
 * neighbours, its backups are not writable from it, and audit keeps what happened.
 */
describe('RESIDUAL: a database that puts an activation back', () => {
  let trial: SigningTrial;
  beforeEach(async () => void (trial = await SigningTrial.make()));

  const tables = () => {
    const { activations, journal, evidence } = trial.world.stores;
    return [activations.table, journal.table, evidence.used] as Map<string, unknown>[];
  };
  const photographed = () => {
    const copies = tables().map((table) => new Map(table));
    return () => tables().forEach((table, place) => (table.clear(), copies[place]?.forEach((row, key) => table.set(key, row))));
  };

  it('REMAINS: has an approved digest signed again, while its SAD lives', async () => {
    const good = await trial.approved();
    const restore = photographed();
    expect(await trial.sign(good)).toEqual(SIGNED_ONCE);
    restore();
    expect(await trial.sign({ ...good, attemptId: newId('att') })).toEqual(SIGNED_ONCE);
  });

  it('has nothing else signed by it, and nothing once the SAD is over', async () => {
    const good = await trial.approved();
    const restore = photographed();
    await trial.sign(good);
    restore();
    expect(await trial.sign({ ...good, attemptId: newId('att'), hashes: [hashOf('mortgage.pdf')] })).toEqual(refused('hash.not_authorised'));
    trial.world.clock.advance(trial.world.policies.policy.sadLifetimeSeconds * 1_000);
    expect(await trial.sign({ ...good, attemptId: newId('att') })).toEqual(refused('sad.expired'));
    expect(await trial.sign(await trial.approved())).toEqual(SIGNED_ONCE);
  });

  it('REMAINS: has a refused draft completed, with evidence over that very draft that was kept', async () => {
    const { world, ada } = trial;
    const draft = await world.open(ada);
    const token = await world.idToken(ada, draft);
    const restore = photographed();
    await world.abandonActivation.run(draft.activationId, 'refused');
    await expect(world.present.run(draft.activationId, { kind: 'oidc', idToken: token })).rejects.toMatchObject({ code: 'activation.state' });
    restore();
    await expect(world.present.run(draft.activationId, { kind: 'oidc', idToken: token })).resolves.toMatchObject({ state: 'completed' });
  });
});

describe('RESIDUAL: a database that takes records away', () => {
  it('REMAINS: together with management has a client recorded anew, with a key that orders', async () => {
    const world = await World.make();
    const client = await SigningClient.make(world);
    const mallory = await SigningClient.make(world);
    world.policies.policy = { ...world.policies.policy, evidence: [['order']] };
    const usableFrom = world.clock.now().toISOString();
    const seal = await world.signer({ binding: { means: [{ kind: 'order', meansId: newId('mns'), usableFrom, clientId: client.clientId }] } });
    const forged = async () => {
      const draft = await world.openActivation.run({ ...world.opening(seal, ['mortgage.xml']), clientId: client.clientId });
      const order = await client.order({ credentialId: seal.credentialId, hashes: draft.hashes }, { key: mallory.key });
      return world.present.run(draft.activationId, { kind: 'order', order });
    };
    await expect(forged()).rejects.toMatchObject({ code: 'evidence.invalid' });

    const body = (await world.records.find('client', client.clientId))?.body;
    if (!body) throw new Error('no client');
    world.stores.records.table.delete(`client/${client.clientId}`);
    await world.recordClient.run(client.clientId, { ...body, keys: [{ ...mallory.publicJwk, kid: 'orders-1' }] });
    await expect(forged()).resolves.toMatchObject({ state: 'completed' });
    // It shows: the audit log has a second event for one client.
    expect((await world.eventTypes()).filter((type) => type === 'client-recorded')).toHaveLength(4);
  });

  it('REMAINS: has a provider’s keys be those of the operator’s file again, after a quorum changed them', async () => {
    const quorum = await QuorumWorld.make();
    const { world } = quorum;
    const { publicKey } = await generateKeyPair('ES256', { extractable: true });
    const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', publicKey);
    await quorum.decided({ act: 'pin-provider-keys', issuer: world.provider.issuer, keys: [{ key: { kty: 'EC', crv: 'P-256', x, y, kid: 'new' } }] });
    const providers = new RecordedProviders([world.provider], world.records);
    const kids = async () => (await providers.find(world.provider.issuer))?.keys.map(({ jwk }) => jwk.kid);
    expect(await kids()).toEqual(['new']);
    for (const key of world.stores.records.table.keys()) if (key.startsWith('provider/')) world.stores.records.table.delete(key);
    expect(await kids()).toEqual(['idp-1']);
  });
});

describe('RESIDUAL: a database that puts tries back, and a SAM that starts again', () => {
  it('REMAINS: buys three tries of a PIN for each start, after another factor each time', async () => {
    const typed = await TypedWorld.make([['oidc', 'pin']]);
    const ada = await typed.signer();
    const restore = photograph(typed);
    const threeTries = async (at = typed.replica) => {
      const draft = await typed.world.open(ada);
      await at.present.run(draft.activationId, { kind: 'oidc', idToken: await typed.world.idToken(ada, draft) });
      const tries = [];
      for (let count = 0; count < 3; count += 1) tries.push(await typed.type(draft, 'pin', notThe(PIN), at));
      return tries;
    };
    const LOCKED = ['evidence.invalid', 'evidence.invalid', 'evidence.locked'];
    expect(await threeTries()).toEqual(LOCKED);
    restore();
    // A replica that lives remembers; one that starts has nothing to remember.
    expect(await threeTries()).toEqual(Array(3).fill('evidence.locked'));
    restore();
    expect(await threeTries(await typed.start())).toEqual(LOCKED);
    expect((await outcomeOf(typed.world.token, () => Promise.resolve())).signed).toBe(0);
  });
});
