import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import type { KeyRow } from '../../src/domain/ports/key-rows.js';
import type { SignatureRequest } from '../../src/domain/signing/signature-request.js';
import type { TestSigner } from '../world.js';
import { refused } from './refusal.js';
import { SIGNED_ONCE, SigningTrial } from './signing-trial.js';

/**
 * A database that changes wrapped keys. A token tells a changed blob by a general error at best, and opens a genuine one of
 * somebody else without a word: so the MAC over the whole row comes before the token.
 */
describe('a wrapped key that was swapped or edited', () => {
  let trial: SigningTrial;
  let bob: TestSigner;
  let good: SignatureRequest;
  beforeEach(async () => {
    trial = await SigningTrial.make();
    bob = await trial.world.signer();
    good = await trial.approved();
  });

  const table = () => trial.world.stores.keys.table;
  const row = (keyId: string): KeyRow => {
    const found = table().get(keyId);
    if (!found) throw new Error('no key');
    return found;
  };
  const flipped = (bytes: Uint8Array): Uint8Array => bytes.with(bytes.length - 1, (bytes.at(-1) ?? 0) ^ 1);

  it.each<[string, (hers: KeyRow, his: KeyRow) => KeyRow | undefined]>([
    ['another’s blob in the row', (hers, his) => ({ ...hers, blob: his.blob })],
    ['another’s blob and public key in the row', (hers, his) => ({ ...hers, blob: his.blob, publicKey: his.publicKey })],
    ['another’s row under the name', (hers, his) => ({ ...his, keyId: hers.keyId })],
    ['another’s row as it is', (_hers, his) => his],
    ['a bit of the blob changed', (hers) => ({ ...hers, blob: flipped(hers.blob) })],
    ['a bit of the public key changed', (hers) => ({ ...hers, publicKey: flipped(hers.publicKey) })],
    ['a bit of the MAC changed', (hers) => ({ ...hers, mac: flipped(hers.mac) })],
    ['the algorithm changed', (hers) => ({ ...hers, algorithm: 'p384' })],
    ['an older key-encryption key named', (hers) => ({ ...hers, kekGeneration: 0 })],
    ['another family of tokens named', (hers) => ({ ...hers, tokenFamily: 'other' })],
    ['the purpose changed', (hers) => ({ ...hers, purpose: 'statement' })],
    ['no MAC', (hers) => ({ ...hers, mac: new Uint8Array() })],
    ['no row', () => undefined],
  ])('signs nothing, and its blob never reaches the token: %s', async (_what, change) => {
    const { counters } = trial.world.token;
    const hers = row(trial.ada.keyId);
    const changed = change(hers, row(bob.keyId));
    if (changed) table().set(hers.keyId, changed);
    else table().delete(hers.keyId);

    expect(await trial.sign(good)).toEqual(refused('record.tampered'));
    expect(trial.world.token.counters.unwrapCalls).toBe(counters.unwrapCalls);
    table().set(hers.keyId, hers);
    expect(await trial.sign({ ...good, attemptId: newId('att') })).toEqual(SIGNED_ONCE);
  });

  it('makes no SAD of an authority key put in the place of the one for SADs', async () => {
    const { world, ada } = trial;
    const { activationId } = await world.completed(ada);
    const sad = [...table().values()].find(({ purpose }) => purpose === 'sad');
    const statement = [...table().values()].find(({ purpose }) => purpose === 'statement');
    if (!sad || !statement) throw new Error('no keys');
    // The rows are read at the start: a SAM that starts over these refuses to.
    table().set(sad.keyId, { ...statement, keyId: sad.keyId, purpose: 'sad' });
    await expect(world.authorityKeys.open()).rejects.toMatchObject({ code: 'record.tampered' });
    table().set(sad.keyId, sad);
    await expect(world.authorityKeys.open()).resolves.toBeUndefined();
    await expect(world.issueSad.run({ activationId, clientId: world.clientId })).resolves.toBeDefined();
  });
});
