import { beforeEach, describe, expect, it } from '@jest/globals';
import { ApplicationWorld } from '../application-world.js';
import { hashOf } from '../world.js';
import { outcomeOf, refused } from './refusal.js';
import { SIGNED_ONCE } from './signing-trial.js';

/** A client extended its SAD. Somebody kept the one of before: a proxy, a log of the client's, the gateway. */
describe('a SAD in whose place another was given out', () => {
  let app: ApplicationWorld;
  let old: string;
  beforeEach(async () => {
    app = await ApplicationWorld.make({ counted: 'free' });
    old = await app.sad(['a', 'b'], 4);
  });

  it('signs nothing, neither what was shown nor what was added; the new one signs both', async () => {
    const { code, next } = await app.extend(old, ['c']);
    expect(code).toBe('done');
    expect(next).not.toBe(old);
    for (const document of ['a', 'b', 'c']) expect(await app.sign(old, document)).toEqual(refused('sad.invalid'));
    expect(await app.sign(next, 'a', 'c')).toEqual({ code: 'done', signed: 2 });
  });

  it('is not extended, nor is any other of before; the newest is', async () => {
    const second = await app.extend(old, ['c']);
    const third = await app.extend(second.next, ['d']);
    for (const one of [old, second.next]) expect(await app.extend(one, ['e'])).toMatchObject(refused('sad.invalid'));
    expect(await app.sign(third.next, 'a', 'b', 'c', 'd')).toEqual({ code: 'done', signed: 4 });
  });

  it('gets one successor, however many ask at once, and the others are told nothing of it', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, (_, place) => app.extend(old, [`doc ${place}`])));
    const won = all.filter(({ code }) => code === 'done');
    expect(won).toHaveLength(1);
    expect(all.filter(({ code }) => code === 'sad.invalid')).toHaveLength(19);
    expect(await app.sign(old, 'a')).toEqual(refused('sad.invalid'));
    expect(await app.sign(won[0]?.next ?? '', 'a')).toEqual(SIGNED_ONCE);
  });

  it('signs nothing that was asked before and reserved after', async () => {
    const { world, ada } = app;
    // Whatever the order turned out to be: what was signed with the old one was reserved before it was replaced.
    const [signing, extending] = await Promise.all([app.sign(old, 'a'), app.extend(old, ['c'])]);
    expect(['done', 'sad.invalid']).toContain(signing.code);
    expect(extending.code).toBe('done');
    expect(await outcomeOf(world.token, () => world.signHash.run(world.request(ada, old, ['b'])))).toEqual(refused('sad.invalid'));
    expect(await app.sign(extending.next, 'b')).toEqual(SIGNED_ONCE);
  });

  it('is still answered what it signed, and never what its successor signed', async () => {
    const { world, ada } = app;
    const first = world.request(ada, old, ['a']);
    const signatures = await world.signHash.run(first);
    const { next } = await app.extend(old, ['c']);
    const second = world.request(ada, next, ['b']);
    await world.signHash.run(second);

    expect(await outcomeOf(world.token, async () => expect(await world.signHash.run(first)).toEqual(signatures))).toEqual({ code: 'done', signed: 0 });
    expect(await world.describeAttempt.run(first)).toMatchObject([{ hash: hashOf('a'), state: 'signed' }]);
    expect(await outcomeOf(world.token, () => world.describeAttempt.run({ ...second, sad: old }))).toEqual(refused('sad.invalid'));
    expect(await outcomeOf(world.token, () => world.signHash.run({ ...second, sad: old }))).toEqual(refused('sad.spent'));
    expect(await world.describeAttempt.run(second)).toMatchObject([{ hash: hashOf('b'), state: 'signed' }]);
    expect(await world.describeAttempt.run({ ...first, sad: next })).toMatchObject([{ hash: hashOf('a'), state: 'signed' }]);
  });

  it('is not brought back by a database that says so, or that puts the old row back', async () => {
    const { world } = app;
    const { table } = world.stores.activations;
    const [activationId = '', before] = [...table].at(-1) ?? [];
    const { next } = await app.extend(old, ['c']);
    const after = table.get(activationId);
    if (!before || !after) throw new Error('no activation');
    const { edition: _second, ...first } = after;
    table.set(activationId, first);
    expect(await app.sign(old, 'a')).toEqual(refused('record.tampered'));
    table.set(activationId, before);
    expect(await app.sign(old, 'a')).toEqual(refused('record.tampered'));
    table.set(activationId, { ...after, edition: 3 });
    expect(await app.sign(next, 'a')).toEqual(refused('record.tampered'));
    table.set(activationId, after);
    expect(await app.sign(next, 'a')).toEqual(SIGNED_ONCE);
  });
});
