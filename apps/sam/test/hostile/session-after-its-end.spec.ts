import { beforeEach, describe, expect, it } from '@jest/globals';
import type { MemorySessionRows } from '../memory-session-rows.js';
import { SessionWorld, type ReadySession } from '../session-world.js';
import { outcomeOf, refused } from './refusal.js';

describe('a session that has ended', () => {
  let world: SessionWorld;
  let ready: ReadySession;
  beforeEach(async () => {
    world = await SessionWorld.make();
    ready = await world.ready(['contract.pdf', 'annex.pdf']);
  });

  const outcome = (attempt: () => Promise<unknown>) => outcomeOf(world.enrolling.token, attempt);
  const sign = (document = 'contract.pdf') => outcome(() => world.signHash.run(world.request(ready, [document])));

  it('signs nothing more, though its SAD is good and a document is left', async () => {
    expect(await sign()).toEqual({ code: 'done', signed: 1 });
    await world.destroyKey.run(ready.draft.credentialId);
    expect(await sign('annex.pdf')).toEqual(refused('session.over'));
  });

  it('signs nothing with every row of before put back', async () => {
    const { records, activations, enrolments } = world.enrolling.stores;
    const tables: readonly Map<string, unknown>[] = [records.table, activations.table, enrolments.table];
    const copies = tables.map((table) => new Map(table));
    expect(await sign()).toEqual({ code: 'done', signed: 1 });
    await world.destroyKey.run(ready.draft.credentialId);
    tables.forEach((table, place) => copies[place]?.forEach((row, key) => table.set(key, row)));
    expect(await sign('annex.pdf')).toEqual(refused('record.tampered'));
  });

  it('signs nothing with every row of before put back and the replica that knew better gone: the key is', async () => {
    const { records, activations, enrolments } = world.enrolling.stores;
    const tables: readonly Map<string, unknown>[] = [records.table, activations.table, enrolments.table];
    const copies = tables.map((table) => new Map(table));
    await world.follow.leave();
    tables.forEach((table, place) => copies[place]?.forEach((row, key) => table.set(key, row)));
    const { keyId, credentialId } = ready.draft;
    const here = { keyId, credentialId, heldBy: world.enrolling.held.replica };
    expect(await outcome(async () => world.enrolling.held.demand(here))).toEqual(refused('session.over'));
    expect(world.enrolling.token.held.size).toBe(0);
  });

  it('has no SAD given out', async () => {
    const draft = await world.opened();
    await world.accept(draft);
    const { activationId } = await world.certify(draft);
    await world.enrolling.held.end(draft.keyId);
    expect(await outcome(() => world.issueSad.run({ activationId, clientId: world.clientId }))).toEqual(refused('session.over'));
    expect(await sign()).toEqual({ code: 'done', signed: 1 });
  });

  it('is not accepted late, nor bound', async () => {
    const [late, unbound] = [await world.opened(), await world.opened()];
    await world.accept(unbound);
    const { der } = await world.enrolling.composeCertificate.run(unbound.credentialId);
    await Promise.all([late, unbound].map(({ keyId }) => world.enrolling.held.end(keyId)));
    expect(await outcome(() => world.accept(late))).toEqual(refused('session.over'));
    expect(await outcome(() => world.bind.run(unbound.credentialId, der))).toEqual(refused('session.over'));
    expect(await sign()).toEqual({ code: 'done', signed: 1 });
  });

  it('is over for every other replica, too, and none takes it over', async () => {
    const other = await world.replica();
    (world.rows as MemorySessionRows).living.delete(world.enrolling.held.replica);
    expect((await other.follow.forsaken()).ended).toBe(1);
    expect(await outcome(() => other.signHash.run(other.request(ready)))).toEqual(refused('session.over'));
    // The holder was only cut off: it finds the record, and signs nothing either.
    expect(await sign()).toEqual(refused('session.over'));
    const next = await other.ready();
    expect(await outcome(() => other.signHash.run(other.request(next)))).toEqual({ code: 'done', signed: 1 });
  });
});
