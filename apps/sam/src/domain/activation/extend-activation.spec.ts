import { beforeEach, describe, expect, it } from '@jest/globals';
import { SAD_PREFIX } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { SigningClient, type Change } from '../../../test/client-keys.js';
import { hashOf, payloadOf, SHA256, World, type TestSigner } from '../../../test/world.js';

describe('a counted activation', () => {
  let world: World;
  let ada: TestSigner;
  let client: SigningClient;
  let activationId: string;
  let sad: string;

  const begin = async (seen = ['seen'], choice = 2) => {
    const opening = { ...world.opening(ada, seen), clientId: client.clientId, numSignatures: seen.length + choice };
    const draft = await world.openActivation.run(opening);
    await world.signIn(ada, draft);
    activationId = draft.activationId;
    sad = `${SAD_PREFIX}${(await world.issueSad.run({ activationId, clientId: client.clientId })).sad}`;
    return draft;
  };

  beforeEach(async () => {
    world = await World.make();
    world.policies.policy = { ...world.policies.policy, counted: 'ordered' };
    ada = await world.signer();
    client = await SigningClient.make(world);
  });

  const add = async (documents: readonly string[], { order, change }: { order?: string | undefined; change?: Change } = {}) => {
    const hashes = documents.map(hashOf);
    const ordered = order ?? (await client.order({ credentialId: ada.credentialId, hashes, activationId }, change));
    const request = {
      sad,
      clientId: client.clientId,
      credentialId: ada.credentialId,
      hashes,
      hashAlgorithmOid: SHA256,
      order: ordered === 'none' ? undefined : ordered,
    };
    return world.extendActivation.run(request).then(
      ({ remainingChoice, sad: next }) => {
        sad = `${SAD_PREFIX}${next}`;
        return remainingChoice;
      },
      (error: { code?: string }) => error.code ?? error,
    );
  };
  const sign = async (...documents: string[]) => {
    const before = world.token.counters.signCalls;
    const result = await world.signHash.run({ ...world.request(ada, sad, documents), clientId: client.clientId }).then(
      (signatures) => signatures.length,
      (error: { code?: string }) => error.code ?? error,
    );
    return { result, asked: world.token.counters.signCalls - before };
  };

  it('tells the signer how many documents the client may choose, and marks what they did not see', async () => {
    const { statement } = await begin();
    expect(payloadOf(statement)).toMatchObject({ remainingChoice: 2 });
    expect(payloadOf(sad.slice(SAD_PREFIX.length))).toMatchObject({ count: 3, unseen: 2 });
    expect(await add(['chosen'])).toBe(1);
    expect(await sign('seen', 'chosen')).toEqual({ result: 2, asked: 2 });
    expect((await world.stores.events()).find(({ type }) => type === 'signature-made')?.particulars).toMatchObject({ count: '2', unseen: '1' });
  });

  it('signs nothing the client has not added', async () => {
    await begin();
    expect(await sign('chosen')).toEqual({ result: 'hash.not_authorised', asked: 0 });
    expect(await add(['chosen'])).toBe(1);
    expect(await sign('chosen')).toEqual({ result: 1, asked: 1 });
    expect(await sign('chosen')).toEqual({ result: 'hash.not_authorised', asked: 0 });
  });

  it('ends with the number the signer left', async () => {
    await begin();
    expect(await add(['a', 'b', 'c'])).toBe('activation.too_many');
    expect(await add(['a', 'b'])).toBe(0);
    expect(await add(['c'])).toBe('activation.too_many');
    expect(await sign('seen', 'a', 'b')).toEqual({ result: 3, asked: 3 });
    expect(await sign('c')).toEqual({ result: 'sad.spent', asked: 0 });
  });

  it('is not extended by a thousand requests at once beyond that number', async () => {
    await begin(['seen'], 5);
    const results = await Promise.all(Array.from({ length: 40 }, (_, place) => add([`doc ${place}`])));
    expect(results.filter((result) => typeof result === 'number').length).toBeLessThanOrEqual(5);
    const { occurrences } = (await world.activations.find(activationId)) ?? {};
    expect(occurrences).toHaveLength(6);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['without an order', () => add(['chosen'], { order: 'none' })],
    [
      'on an order for another document',
      async () => add(['chosen'], { order: await client.order({ credentialId: ada.credentialId, hashes: [hashOf('other')], activationId }) }),
    ],
    ['on an order for another activation', () => add(['chosen'], { change: { claims: { activation: newId('act') } } })],
    ['on an order that names no activation', () => add(['chosen'], { change: { claims: { activation: undefined } } })],
    ['on an order of before', () => add(['chosen'], { change: { claims: { iat: 1, exp: 301 } } })],
    [
      'on another client’s order',
      async () => {
        const other = await SigningClient.make(world);
        return add(['chosen'], { order: await other.order({ credentialId: ada.credentialId, hashes: [hashOf('chosen')], activationId }) });
      },
    ],
  ])('is not extended %s', async (_what, attempt) => {
    await begin();
    expect(await attempt()).toBe('order.invalid');
    expect(await sign('chosen')).toEqual({ result: 'hash.not_authorised', asked: 0 });
    expect(await add(['chosen'])).toBe(1);
  });

  it('takes an order once', async () => {
    await begin();
    const order = await client.order({ credentialId: ada.credentialId, hashes: [hashOf('chosen')], activationId });
    expect(await add(['chosen'], { order })).toBe(1);
    expect(await add(['chosen'], { order })).toBe('order.invalid');
  });

  it('needs no order where the policy waives it', async () => {
    world.policies.policy = { ...world.policies.policy, counted: 'free' };
    await begin();
    expect(await add(['chosen'], { order: 'none' })).toBe(1);
  });

  it('is not opened, nor extended, under a policy that does not allow it', async () => {
    await begin();
    world.policies.policy = { ...world.policies.policy, counted: 'off' };
    expect(await add(['chosen'])).toBe('activation.too_many');
    await expect(begin()).rejects.toMatchObject({ code: 'activation.too_many' });
  });

  it('is not extended once it was stopped, even with nothing left but choice', async () => {
    await begin();
    expect(await sign('seen')).toEqual({ result: 1, asked: 1 });
    await world.abandonActivation.run(activationId, 'revoked');
    expect(await add(['chosen'])).toBe('sad.invalid');
    expect(await sign('chosen')).toEqual({ result: 'sad.invalid', asked: 0 });
  });

  it('is not extended for a suspended credential, a digest of wrong length or another algorithm', async () => {
    await begin();
    const request = { sad, clientId: client.clientId, credentialId: ada.credentialId, hashes: [hashOf('chosen')], hashAlgorithmOid: SHA256 };
    await expect(world.extendActivation.run({ ...request, hashes: ['AAAA'] })).rejects.toMatchObject({ code: 'hash.length' });
    await expect(world.extendActivation.run({ ...request, hashAlgorithmOid: '2.16.840.1.101.3.4.2.2' })).rejects.toMatchObject({
      code: 'hash.algorithm_unsupported',
    });
    await expect(world.extendActivation.run({ ...request, clientId: world.clientId })).rejects.toMatchObject({ code: 'sad.invalid' });
    await world.change(ada.credentialId, { state: 'suspended' });
    expect(await add(['chosen'])).toBe('credential.disabled');
  });

  it('a database cannot add digests of its own, nor take a client’s away and give places back', async () => {
    await begin();
    await add(['chosen']);
    const { table } = world.stores.activations;
    const row = table.get(activationId);
    if (!row?.extension) throw new Error('no extension');
    const forged = row.extension.text.replace(hashOf('chosen'), hashOf('mortgage'));
    table.set(activationId, { ...row, extension: { ...row.extension, text: forged } });
    expect(await sign('mortgage')).toEqual({ result: 'record.tampered', asked: 0 });
    table.set(activationId, { ...row, extension: undefined });
    expect(await sign('chosen')).toEqual({ result: 'hash.not_authorised', asked: 0 });
    table.set(activationId, row);
    expect(await sign('chosen')).toEqual({ result: 1, asked: 1 });
  });
});
