import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { generateKeyPair } from 'jose';
import { RecordedProviders } from '../../src/domain/providers/recorded-providers.js';
import { SigningClient } from '../client-keys.js';
import { QuorumWorld } from '../quorum-world.js';
import { notThe, PIN, TypedWorld } from '../typed-world.js';
import { hashOf, World } from '../world.js';
import { photograph } from './restored-database.js';
import { RestartedSam } from './restarted-sam.js';
import { refused } from './refusal.js';
import { SIGNED_ONCE, SigningTrial } from './signing-trial.js';

/**
 * A MAC says that a row was true once, not that it still is. A database that keeps old rows and puts one back, or takes one away,
 * meets the journal: it knows the newest version of each row that counts, and a start reads it again.
 */
describe('a database that puts one activation back', () => {
  let trial: SigningTrial;
  let sam: RestartedSam;
  beforeEach(async () => {
    trial = await SigningTrial.make();
    sam = await RestartedSam.over(trial.world);
  });

  const photographed = () => {
    const { activations, journal, evidence } = trial.world.stores;
    const tables = [activations.table, journal.table, evidence.used] as Map<string, unknown>[];
    const copies = tables.map((table) => new Map(table));
    return () => tables.forEach((table, place) => (table.clear(), copies[place]?.forEach((row, key) => table.set(key, row))));
  };
  const again = (good: Awaited<ReturnType<SigningTrial['approved']>>) => trial.sign({ ...good, attemptId: newId('att') });

  it('gets no second signature over an approved digest while a replica lives', async () => {
    const good = await trial.approved();
    const restore = photographed();
    expect(await trial.sign(good)).toEqual(SIGNED_ONCE);
    restore();
    expect(await again(good)).toEqual(refused('record.tampered'));
    expect(await trial.world.eventTypes()).toContain('record-tampered: record.tampered');
    expect(await trial.sign(await trial.approved())).toEqual(SIGNED_ONCE);
  });

  it('gets none after a start: the journal is read again', async () => {
    const [good, other] = [await trial.approved(), await trial.approved()];
    const restore = photographed();
    expect(await trial.sign(good)).toEqual(SIGNED_ONCE);
    await sam.stop();
    restore();
    await sam.start();
    expect(sam.closed).toBeUndefined();
    expect(await again(good)).toEqual(refused('record.tampered'));
    // Control: what was approved before an orderly end and was not spent is still good.
    expect(await trial.sign(other)).toEqual(SIGNED_ONCE);
  });

  it('gets no refused draft completed, with evidence over that very draft that was kept', async () => {
    const { world, ada } = trial;
    const draft = await world.open(ada);
    const token = await world.idToken(ada, draft);
    const restore = photographed();
    await world.abandonActivation.run(draft.activationId, 'refused');
    restore();
    const complete = () => world.present.run(draft.activationId, { kind: 'oidc', idToken: token });
    await expect(complete()).rejects.toMatchObject({ code: 'record.tampered' });
    await sam.stop();
    await sam.start();
    await expect(complete()).rejects.toMatchObject({ code: 'record.tampered' });
    await expect(world.completed(ada)).resolves.toMatchObject({ activationId: expect.any(String) });
  });
});

describe('a database that is restored whole', () => {
  let trial: SigningTrial;
  let sam: RestartedSam;
  beforeEach(async () => {
    trial = await SigningTrial.make();
    sam = await RestartedSam.over(trial.world);
  });

  /** A good request, signed two minutes after the database was copied. */
  const copiedBefore = async () => {
    const good = await trial.approved();
    await sam.look();
    const [restore, mark] = [sam.dump(), sam.token.kept];
    await sam.pass(1);
    expect(await trial.sign(good)).toEqual(SIGNED_ONCE);
    await sam.pass(1);
    return { again: { ...good, attemptId: newId('att') }, restore, mark };
  };

  it('to two minutes ago, under a replica that lives, signs nothing: the journal is closed', async () => {
    const { again, restore } = await copiedBefore();
    restore();
    // At once, since the replica remembers the row; and closed as soon as anything is committed, or the timer looks.
    expect(await trial.sign(again)).toEqual(refused('record.tampered'));
    await sam.look();
    expect(sam.closed).toBe('lost');
    await expect(trial.world.open(trial.ada)).rejects.toMatchObject({ code: 'journal.closed' });
  });

  it('to two minutes ago, before a start, signs nothing: audit knows more', async () => {
    const { again, restore } = await copiedBefore();
    await sam.kill();
    restore();
    await sam.start();
    expect(sam.closed).toBe('lost');
    expect(await trial.sign(again)).toEqual(refused('sad.invalid'));
    await expect(trial.world.open(trial.ada)).rejects.toMatchObject({ code: 'journal.closed' });
  });

  it('together with the token signs nothing: audit knows more', async () => {
    const { again, restore, mark } = await copiedBefore();
    await sam.stop();
    restore();
    if (mark) sam.token.kept = mark;
    await sam.start();
    expect(sam.closed).toBe('lost');
    expect((await trial.sign(again)).signed).toBe(0);
  });

  it('to yesterday signs nothing, and neither does an empty one', async () => {
    const empty = trial.world.stores.transactions.journalRows.table;
    const restore = sam.dump();
    await sam.pass(24 * 60);
    expect(await trial.sign(await trial.approved())).toEqual(SIGNED_ONCE);
    await sam.stop();
    restore();
    await sam.start();
    expect(sam.closed).toBe('lost');
    empty.length = 0;
    await sam.start();
    expect(sam.closed).toBe('lost');
    await expect(trial.world.open(trial.ada)).rejects.toMatchObject({ code: 'journal.closed' });
  });

  it('signs again when people have had it go on, and nothing of what was open before', async () => {
    const { again, restore } = await copiedBefore();
    await sam.kill();
    restore();
    await sam.start();
    await sam.now.reopen();
    expect(sam.closed).toBeUndefined();
    expect(await trial.sign(again)).toEqual(refused('sad.invalid'));
    expect(await trial.sign(await trial.approved())).toEqual(SIGNED_ONCE);
    expect(await trial.world.eventTypes()).toContain('journal-epoch-raised: reopened after entries were lost');
  });

  it('to the very moment of a crash buys nothing: what was open is burned', async () => {
    const good = await trial.approved();
    const restore = sam.dump();
    expect(await trial.sign(good)).toEqual(SIGNED_ONCE);
    await sam.kill();
    restore();
    await sam.start();
    // Nobody was told of the last seconds, so nobody knows that they are gone; the new epoch makes them worthless.
    expect(sam.closed).toBeUndefined();
    expect(await trial.sign({ ...good, attemptId: newId('att') })).toEqual(refused('sad.invalid'));
    expect(await trial.sign(await trial.approved())).toEqual(SIGNED_ONCE);
  });

  it('REMAINS: together with token and audit, to an orderly end, has an approved digest signed again while its SAD lives', async () => {
    const good = await trial.approved();
    await sam.stop();
    const [restore, mark, kept] = [sam.dump(), sam.token.kept, sam.audit.kept];
    await sam.start();
    expect(await trial.sign(good)).toEqual(SIGNED_ONCE);
    await sam.stop();
    restore();
    if (mark) sam.token.kept = mark;
    if (kept) sam.audit.kept = kept;
    await sam.start();
    const again = { ...good, attemptId: newId('att') };
    expect(await trial.sign({ ...again, hashes: [hashOf('mortgage.pdf')] })).toEqual(refused('hash.not_authorised'));
    expect(await trial.sign(again)).toEqual(SIGNED_ONCE);
    trial.world.clock.advance(trial.world.policies.policy.sadLifetimeSeconds * 1_000);
    expect(await trial.sign({ ...good, attemptId: newId('att') })).toEqual(refused('sad.expired'));
  });
});

describe('a database that takes records away', () => {
  it('does not have a client recorded anew, with a key that orders', async () => {
    const world = await World.make();
    const sam = await RestartedSam.over(world);
    const client = await SigningClient.make(world);
    const body = (await world.records.find('client', client.clientId))?.body;
    if (!body) throw new Error('no client');
    const row = world.stores.records.table.get(`client/${client.clientId}`);
    world.stores.records.table.delete(`client/${client.clientId}`);
    const anew = () => world.recordClient.run(client.clientId, { ...body, keys: [] });
    await expect(anew()).rejects.toMatchObject({ code: 'record.tampered' });
    await sam.stop();
    await sam.start();
    await expect(anew()).rejects.toMatchObject({ code: 'record.tampered' });
    if (row) world.stores.records.table.set(`client/${client.clientId}`, row);
    await expect(world.recordClient.run(client.clientId, body)).resolves.toBeUndefined();
  });

  it('does not have a provider’s keys be those of the operator’s file again, after a quorum changed them', async () => {
    const quorum = await QuorumWorld.make();
    const { world } = quorum;
    const { publicKey } = await generateKeyPair('ES256', { extractable: true });
    const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', publicKey);
    await quorum.decided({ act: 'pin-provider-keys', issuer: world.provider.issuer, keys: [{ key: { kty: 'EC', crv: 'P-256', x, y, kid: 'new' } }] });
    const providers = new RecordedProviders([world.provider], world.records);
    const kids = async () => (await providers.find(world.provider.issuer))?.keys.map(({ jwk }) => jwk.kid);
    expect(await kids()).toEqual(['new']);
    for (const key of world.stores.records.table.keys()) if (key.startsWith('provider/')) world.stores.records.table.delete(key);
    await expect(kids()).rejects.toMatchObject({ code: 'record.tampered' });
  });
});

describe('a database that puts tries back, and a SAM that starts again', () => {
  it('buys no further try of a PIN', async () => {
    const typed = await TypedWorld.make([['oidc', 'pin']]);
    const sam = await RestartedSam.over(typed.world);
    const ada = await typed.signer();
    const restore = photograph(typed);
    const threeTries = async (at = typed.replica) => {
      const draft = await typed.world.open(ada);
      await at.present.run(draft.activationId, { kind: 'oidc', idToken: await typed.world.idToken(ada, draft) });
      const tries = [];
      for (let count = 0; count < 3; count += 1) tries.push(await typed.type(draft, 'pin', notThe(PIN), at));
      return tries;
    };
    expect(await threeTries()).toEqual(['evidence.invalid', 'evidence.invalid', 'evidence.locked']);
    restore();
    // A replica that lives remembers the state itself; one that starts, that there was a newer one.
    expect(await threeTries()).toEqual(Array(3).fill('evidence.locked'));
    await sam.stop();
    restore();
    await sam.start();
    expect(await threeTries(await typed.start())).toEqual(Array(3).fill('record.tampered'));
  });
});
