import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId, sha256 } from '@paraph/kernel';
import { World, type TestSigner } from '../../../test/world.js';

describe('the key store', () => {
  let world: World;
  let ada: TestSigner;
  beforeEach(async () => {
    world = await World.make();
    ada = await world.signer();
  });

  const request = (publicKey: Uint8Array) => Buffer.concat([Buffer.from('request for '), publicKey]);

  it('proves possession by signing the certification request that names the key', async () => {
    const bytes = request(ada.publicKey);
    const signature = await world.keys.signCertificationRequest(ada.keyId, bytes);
    expect(await world.token.verify(ada.publicKey, { algorithm: 'sha256', value: sha256(bytes) }, signature)).toBe(true);
  });

  it('signs no request that names another key, nor with a key it does not have', async () => {
    const bob = await world.signer();
    await expect(world.keys.signCertificationRequest(ada.keyId, request(bob.publicKey))).rejects.toThrow('does not name the key');
    await expect(world.keys.signCertificationRequest(newId('key'), request(ada.publicKey))).rejects.toThrow('no key');
    await expect(world.keys.signCertificationRequest(ada.keyId, request(ada.publicKey))).resolves.toBeDefined();
  });

  it('signs no request with a changed row', async () => {
    const row = world.stores.keys.table.get(ada.keyId);
    if (!row) throw new Error('no key');
    world.stores.keys.table.set(ada.keyId, { ...row, kekGeneration: 2 });
    await expect(world.keys.signCertificationRequest(ada.keyId, request(ada.publicKey))).rejects.toThrow('record.tampered');
  });

  it('gives no authority’s key out as a signer’s', async () => {
    const sad = [...world.stores.keys.table.values()].find(({ purpose }) => purpose === 'sad');
    await expect(world.keys.publicKey(sad?.keyId ?? '')).rejects.toThrow('record.tampered');
  });

  it('destroys a key for good', async () => {
    const destroy = () => world.stores.transactions.run((transaction) => world.keys.destroy(transaction, ada.keyId));
    expect(await world.keys.publicKey(ada.keyId)).toEqual(ada.publicKey);
    expect(await destroy()).toBe(true);
    await world.keys.forget(ada.keyId);
    expect(await world.keys.publicKey(ada.keyId)).toBeUndefined();
    expect(await destroy()).toBe(false);
  });

  it('signs nothing with a key that was destroyed', async () => {
    const sad = await world.sad(ada);
    await world.stores.transactions.run((transaction) => world.keys.destroy(transaction, ada.keyId));
    const before = world.token.counters.signCalls;
    await expect(world.signHash.run(world.request(ada, sad))).rejects.toThrow('record.tampered');
    expect(world.token.counters.signCalls).toBe(before);
  });
});
