import { enrolmentStatement } from '@paraph/contracts';
import { newId, toBase64 } from '@paraph/kernel';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { MemorySessionRows } from '../../../test/memory-session-rows.js';
import { SessionWorld } from '../../../test/session-world.js';
import { hashOf, SHA256 } from '../../../test/world.js';
import { payloadOf } from '../../../test/world-parts.js';
import { HeldElsewhere } from './held-elsewhere.js';

let world: SessionWorld;
beforeEach(async () => {
  world = await SessionWorld.make();
});

const types = () => world.enrolling.eventTypes();

describe('a one-session credential', () => {
  it('has terms and documents in one statement', async () => {
    const draft = await world.opened(['contract.pdf', 'annex.pdf']);
    const stated = enrolmentStatement.parse(payloadOf(draft.statement));
    expect(stated.session?.client).toEqual({ id: world.clientId, name: 'Test application' });
    expect(stated.session?.documents.map(({ label, hash, hashAlgorithm }) => [label, hash, hashAlgorithm])).toEqual([
      ['contract.pdf', hashOf('contract.pdf'), SHA256],
      ['annex.pdf', hashOf('annex.pdf'), SHA256],
    ]);
    expect(stated.terms.text).toBe('What the signer accepts.');
    expect(Date.parse(draft.expiresAt) - Date.parse(draft.openedAt)).toBe(world.enrolling.policies.policy.draftLifetimeSeconds * 1_000);
  });

  it('leaves no row of a key and no blob', async () => {
    const { draft } = await world.ready();
    expect([...world.enrolling.stores.keys.table.values()].filter(({ purpose }) => purpose === 'signer')).toEqual([]);
    expect(world.enrolling.token.held.size).toBe(1);
    expect(await world.enrolling.records.find('binding', draft.credentialId)).toMatchObject({
      body: { state: 'active', heldBy: world.enrolling.held.replica },
    });
  });

  it('is activated by the evidence of its enrolment, for exactly its documents', async () => {
    const { draft, bound } = await world.ready(['a', 'b']);
    const activation = await world.activations.find(bound.activationId);
    expect(activation).toMatchObject({
      state: 'issued',
      draft: { hashes: [hashOf('a'), hashOf('b')], remainingChoice: 0, clientId: world.clientId, credentialId: draft.credentialId, statement: draft.statement },
      completion: { proofs: [{ kind: 'oidc', facts: { issuer: 'https://idp.example' } }] },
    });
    expect(await types()).toEqual(expect.arrayContaining(['activation-opened', 'activation-completed', 'sad-issued', 'certificate-bound']));
  });

  it.each(['p256', 'rsa3072'] as const)('signs with %s, and ends with the last signature', async (algorithm) => {
    const ready = await world.ready(['a', 'b'], algorithm);
    const [first] = await world.signHash.run(world.request(ready, ['a']));
    expect(await world.verifies(ready.draft, first, 'a')).toBe(true);
    expect(await world.stateOf(ready.draft)).toBe('active');
    const [second] = await world.signHash.run(world.request(ready, ['b']));
    expect(await world.verifies(ready.draft, second, 'b')).toBe(true);
    expect(await world.stateOf(ready.draft)).toBe('destroyed');
    expect(world.enrolling.token.held.size).toBe(0);
    expect(world.enrolling.held.count).toBe(0);
    expect((world.rows as MemorySessionRows).sessions.size).toBe(0);
    expect((await types()).slice(-2)).toEqual(['session-ended: signed', 'key-destroyed: signed']);
    const [destruction] = await world.destructions.of(ready.draft.credentialId);
    expect(destruction).toMatchObject({ cause: 'session-over', copies: { blob: 'none', heldBy: world.enrolling.held.replica } });
  });

  it('answers a repeated binding with the same activation', async () => {
    const draft = await world.opened();
    await world.accept(draft);
    const { der } = await world.enrolling.composeCertificate.run(draft.credentialId);
    const first = await world.bind.run(draft.credentialId, der);
    expect(await world.bind.run(draft.credentialId, der)).toEqual(first);
  });

  it('keeps the certificate good after a regular end, and revokes one that nothing was signed with', async () => {
    const ready = await world.ready();
    await world.signHash.run(world.request(ready));
    const draft = await world.opened();
    await world.accept(draft);
    await world.enrolling.composeCertificate.run(draft.credentialId);
    await world.destroyKey.run(draft.credentialId);
    const revoked = (await world.enrolling.stores.events()).filter(({ particulars }) => particulars?.['revokedSerialNumber'] !== undefined);
    expect(revoked.map(({ particulars }) => particulars?.['credentialId'])).toEqual([draft.credentialId]);
  });
});

describe('a session ends', () => {
  it.each([
    ['before it is accepted', async () => world.opened()],
    [
      'before it is certified',
      async () => {
        const draft = await world.opened();
        await world.accept(draft);
        return draft;
      },
    ],
  ] as const)('when its signer does not answer in time, %s', async (_when, begin) => {
    const draft = await begin();
    world.enrolling.clock.advance(world.enrolling.policies.policy.draftLifetimeSeconds * 1_000 - 1);
    expect(await world.follow.own()).toEqual({ ended: 0, failures: [] });
    world.enrolling.clock.advance(1);
    expect(await world.follow.own()).toEqual({ ended: 1, failures: [] });
    expect(world.enrolling.token.held.size).toBe(0);
    expect((await world.enrolling.enrolments.find(draft.enrolmentId)).state).toBe('abandoned');
    expect((await types()).at(-1)).toBe('key-destroyed: timed-out');
  });

  it('with its SAD', async () => {
    const ready = await world.ready();
    world.enrolling.clock.advance(world.enrolling.policies.policy.sadLifetimeSeconds * 1_000);
    expect((await world.follow.own()).ended).toBe(1);
    expect(await world.stateOf(ready.draft)).toBe('destroyed');
    await expect(world.signHash.run(world.request(ready))).rejects.toMatchObject({ code: 'sad.expired' });
    expect(world.enrolling.token.counters.signCalls).toBeGreaterThan(0);
  });

  it('when its activation is abandoned', async () => {
    const { draft, bound } = await world.ready();
    await world.abandon.run(bound.activationId, 'refused');
    await world.abandoned.run(bound.activationId);
    expect(await world.stateOf(draft)).toBe('destroyed');
    expect(world.enrolling.token.held.size).toBe(0);
  });

  it('by a neighbour’s word, and again without effect', async () => {
    const { draft } = await world.ready();
    await world.destroyKey.run(draft.credentialId);
    await world.destroyKey.run(draft.credentialId);
    expect(await world.stateOf(draft)).toBe('destroyed');
    expect((await types()).filter((type) => type.startsWith('session-ended'))).toEqual(['session-ended: ended']);
  });

  it('when the token loses the key over a signature', async () => {
    const ready = await world.ready(['a', 'b']);
    world.enrolling.token.failNextSignature('hsm.ambiguous');
    await expect(world.signHash.run(world.request(ready, ['a']))).rejects.toMatchObject({ code: 'hsm.ambiguous' });
    expect(await world.stateOf(ready.draft)).toBe('destroyed');
    expect((await types()).at(-1)).toMatch(/^(?:key-destroyed: key-lost|activation-abandoned: revoked)$/);
    await expect(world.signHash.run(world.request(ready, ['b']))).rejects.toMatchObject({ code: 'session.over' });
  });

  it('by whoever is writing it down, and by nobody else meanwhile', async () => {
    const { draft } = await world.ready();
    const [begun, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const prepare = world.destructions.prepare.bind(world.destructions);
    const preparing = jest.spyOn(world.destructions, 'prepare').mockImplementation(async (...words) => {
      begun.resolve();
      await gate.promise;
      return prepare(...words);
    });
    const ending = world.destroyKey.run(draft.credentialId);
    await begun.promise;
    expect(await world.follow.own()).toEqual({ ended: 0, failures: [] });
    expect(preparing).toHaveBeenCalledTimes(1);
    gate.resolve();
    await ending;
    expect(await world.stateOf(draft)).toBe('destroyed');
    expect(await world.follow.own()).toEqual({ ended: 0, failures: [] });
    preparing.mockRestore();
  });

  it('at once, also where its records cannot be written, and they follow', async () => {
    const { draft } = await world.ready();
    const write = jest.spyOn(world.enrolling.records, 'write').mockRejectedValueOnce(new Error('the database is away'));
    await expect(world.destroyKey.run(draft.credentialId)).rejects.toThrow('the database is away');
    expect([world.enrolling.token.held.size, await world.stateOf(draft)]).toEqual([0, 'active']);
    write.mockRestore();
    expect(await world.follow.own()).toEqual({ ended: 1, failures: [] });
    expect(await world.stateOf(draft)).toBe('destroyed');
    expect((await types()).filter((type) => type.startsWith('session-ended'))).toEqual(['session-ended: ended']);
    expect(await world.follow.own()).toEqual({ ended: 0, failures: [] });
  });

  it('with its process, whatever it is about', async () => {
    const [open, ready] = [await world.opened(), await world.ready()];
    expect(await world.follow.leave()).toEqual({ ended: 2, failures: [] });
    expect(world.enrolling.token.held.size).toBe(0);
    expect(await world.stateOf(ready.draft)).toBe('destroyed');
    expect((await world.enrolling.enrolments.find(open.enrolmentId)).state).toBe('abandoned');
  });

  it('here, when this replica could not say for a while that it lives', async () => {
    const ready = await world.ready();
    world.elapsed = 20_001;
    await expect(world.opened()).rejects.toMatchObject({ code: 'service.unavailable' });
    expect((await world.follow.own()).ended).toBe(1);
    expect(await world.stateOf(ready.draft)).toBe('destroyed');
    await world.presence.beat();
    await expect(world.opened()).resolves.toBeDefined();
  });
});

describe('another replica', () => {
  it.each([
    ['acceptance', async (other: SessionWorld) => other.accept(await world.opened())],
    [
      'binding',
      async (other: SessionWorld) => {
        const draft = await world.opened();
        await world.accept(draft);
        return other.certify(draft);
      },
    ],
    ['a signature', async (other: SessionWorld) => other.signHash.run(other.request(await world.ready()))],
    ['the end', async (other: SessionWorld) => other.destroyKey.run((await world.opened()).credentialId)],
  ] as const)('sends %s to the one that holds the key, and tells nobody of a refusal', async (_what, act) => {
    const other = await world.replica();
    const before = world.enrolling.token.counters.signCalls;
    await expect(act(other)).rejects.toBeInstanceOf(HeldElsewhere);
    expect((await types()).filter((type) => type.includes('refused'))).toEqual([]);
    expect(world.enrolling.token.counters.signCalls).toBeGreaterThanOrEqual(before);
  });

  it('writes down what a lost replica held, once', async () => {
    const [first, second] = [await world.replica(), await world.replica()];
    const [open, ready] = [await world.opened(), await world.ready()];
    expect(await first.follow.forsaken()).toEqual({ ended: 0, failures: [] });
    // A process that is killed says nothing, and its keys are gone with its sessions of the token.
    (world.rows as MemorySessionRows).living.delete(world.enrolling.held.replica);
    const rounds = await Promise.all([first.follow.forsaken(), second.follow.forsaken()]);
    expect(rounds.map(({ ended }) => ended).reduce((one, other) => one + other)).toBe(2);
    expect(await first.stateOf(ready.draft)).toBe('destroyed');
    expect((await first.enrolling.enrolments.find(open.enrolmentId)).state).toBe('abandoned');
    expect((await types()).filter((type) => type === 'key-destroyed: replica-gone')).toHaveLength(2);
    await expect(first.signHash.run(first.request(ready))).rejects.toMatchObject({ code: 'session.over' });
  });
});

describe('a session is refused', () => {
  it('for documents under a policy that makes no such keys', async () => {
    world.enrolling.policies.policy = { ...world.enrolling.policies.policy, session: undefined };
    await expect(world.opened()).rejects.toMatchObject({ code: 'request.invalid' });
    expect(world.enrolling.token.held.size).toBe(0);
  });

  it.each([
    ['no document', { documents: [] }, 'request.invalid'],
    ['more than the client may', { documents: ['1', '2', '3', '4', '5', '6'].map((label) => ({ label, hash: hashOf(label) })) }, 'activation.too_many'],
    ['a digest of another length', { documents: [{ label: 'x', hash: toBase64(new Uint8Array(20)) }] }, 'hash.length'],
    ['a digest algorithm nobody knows', { hashAlgorithmOid: '1.2.3' }, 'hash.algorithm_unsupported'],
    ['a client that does not exist', { clientId: newId('cli') }, 'client.unknown'],
  ] as const)('for %s', async (_what, change, code) => {
    const order = world.order();
    await expect(world.openSession.run({ ...order, session: { ...order.session, ...change } })).rejects.toMatchObject({ code });
    expect((await types()).at(-1)).toBe(`enrolment-refused: ${code}`);
    expect(world.enrolling.token.held.size).toBe(0);
  });

  it('for a second time under one credential, and the first goes on', async () => {
    const order = world.order();
    const { draft } = await world.openSession.run(order);
    await expect(world.openSession.run(order)).rejects.toMatchObject({ code: 'request.duplicate' });
    await expect(world.accept(draft)).resolves.toBeDefined();
    expect(world.enrolling.token.held.size).toBe(1);
  });
});
