import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { hashOf, World, type TestSigner } from '../../../test/world.js';
import type { SignatureRequest } from './signature-request.js';

describe('what became of an attempt', () => {
  let world: World;
  let ada: TestSigner;
  let sad: string;
  let request: SignatureRequest;
  beforeEach(async () => {
    world = await World.make();
    ada = await world.signer();
    sad = await world.sad(ada, ['a', 'b', 'c']);
    request = world.request(ada, sad, ['c', 'b', 'a']);
  });

  const outcome = (change: Partial<SignatureRequest> = {}) =>
    world.describeAttempt.run({ ...request, ...change }).catch((error: { code?: string }) => error.code ?? error);

  it('is each signature of one that went well, as it was answered', async () => {
    const [c, b, a] = await world.signHash.run(request);
    expect(await outcome()).toEqual([
      { hash: hashOf('c'), state: 'signed', signature: c },
      { hash: hashOf('b'), state: 'signed', signature: b },
      { hash: hashOf('a'), state: 'signed', signature: a },
    ]);
  });

  it('is what exists of a batch that failed in the middle, and what became of the rest', async () => {
    world.token.failNextSignature('hsm.ambiguous');
    world.token.failNextSignature('hsm.unavailable');
    await expect(world.signHash.run(request)).rejects.toMatchObject({ code: 'attempt.partial' });
    const before = world.token.counters.signCalls;
    const told = await world.describeAttempt.run(request);
    expect(told.map(({ hash, state }) => [hash, state])).toEqual([
      [hashOf('c'), 'burned'],
      [hashOf('b'), 'released'],
      [hashOf('a'), 'signed'],
    ]);
    const [, , made] = told;
    const digest = { algorithm: 'sha256', value: Buffer.from(hashOf('a'), 'base64') } as const;
    expect(await world.token.verify(ada.publicKey, digest, Buffer.from(made?.signature ?? '', 'base64'))).toBe(true);
    expect(world.token.counters.signCalls).toBe(before);
  });

  it('is not known while it is under way, and burned once nobody will ever know', async () => {
    world.token.sign = () => new Promise(() => undefined);
    void world.signHash.run(request);
    await new Promise((done) => setTimeout(done, 20));
    expect(await outcome()).toEqual(['c', 'b', 'a'].map((document) => ({ hash: hashOf(document), state: 'reserved' })));
    world.clock.advance(61_000);
    await world.reconcile.run();
    expect(await outcome()).toEqual(['c', 'b', 'a'].map((document) => ({ hash: hashOf(document), state: 'burned' })));
  });

  it('names a digest that the client added later', async () => {
    world.policies.policy = { ...world.policies.policy, counted: 'free' };
    const opening = { ...world.opening(ada, ['a']), numSignatures: 2 };
    const draft = await world.openActivation.run(opening);
    await world.signIn(ada, draft);
    const counted = `sad_${(await world.issueSad.run({ activationId: draft.activationId, clientId: world.clientId })).sad}`;
    const { clientId, credentialId, hashAlgorithmOid } = opening;
    const { sad: next } = await world.extendActivation.run({ sad: counted, clientId, credentialId, hashes: [hashOf('later')], hashAlgorithmOid });
    const later = world.request(ada, `sad_${next}`, ['later']);
    await world.signHash.run(later);
    expect(await world.describeAttempt.run(later)).toMatchObject([{ hash: hashOf('later'), state: 'signed' }]);
  });

  describe('is not told', () => {
    beforeEach(async () => void (await world.signHash.run(request)));

    it.each<[string, string, () => Partial<SignatureRequest> | Promise<Partial<SignatureRequest>>]>([
      ['of an attempt that was never made', 'attempt.unknown', () => ({ attemptId: newId('att') })],
      ['to the bearer of another SAD', 'attempt.unknown', async () => ({ sad: await world.sad(ada) })],
      ['to another client', 'sad.invalid', () => ({ clientId: newId('cli') })],
      ['to another person', 'sad.invalid', () => ({ signerId: newId('sgn') })],
      ['of another credential', 'sad.invalid', async () => ({ credentialId: (await world.signer()).credentialId })],
      ['without a SAD', 'sad.invalid', () => ({ sad: 'sad_' })],
      ['with a proof that nobody asked for', 'proof.invalid', () => ({ proof: { proof: 'x', method: 'POST', url: 'https://gateway.example/' } })],
    ])('%s (%s)', async (_what, code, change) => {
      expect(await outcome(await change())).toBe(code);
      expect(await outcome()).toHaveLength(3);
    });

    it('after the SAD', async () => {
      world.clock.advance(300_000);
      expect(await outcome()).toBe('sad.expired');
    });

    it('once the SAD was taken away', async () => {
      sad = await world.sad(ada, ['a', 'b']);
      request = world.request(ada, sad, ['a']);
      await world.signHash.run(request);
      expect(await outcome()).toHaveLength(1);
      await world.abandonActivation.run([...world.stores.activations.table.keys()].at(-1) ?? '', 'revoked');
      expect(await outcome()).toBe('sad.invalid');
    });

    it('to the holder of a bound SAD without its key', async () => {
      const { activationId } = await world.completed(ada);
      const bound = await world.issueSad.run({ activationId, clientId: world.clientId, proofKeyThumbprint: 'A'.repeat(43) });
      expect(await outcome({ sad: `sad_${bound.sad}` })).toBe('proof.invalid');
    });
  });
});
