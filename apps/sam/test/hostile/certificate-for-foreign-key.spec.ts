import { beforeEach, describe, expect, it } from '@jest/globals';
import { composeCertificate } from '@paraph/contracts';
import { newId, toBase64 } from '@paraph/kernel';
import { AuthorityWorld } from '../authority-world.js';
import { outcomeOf, refused } from './refusal.js';

describe('somebody who wants a certificate of the embedded authority for a key or a name of his own', () => {
  let world: AuthorityWorld;
  let ada: Awaited<ReturnType<AuthorityWorld['accepted']>>;
  beforeEach(async () => {
    world = await AuthorityWorld.make();
    ada = await world.accepted();
    // The authorities' own certificates are made at first need, and are not to be counted.
    await world.authorities.find('issuing');
  });

  const compose = () => outcomeOf(world.token, () => world.composeCertificate.run(ada.credentialId));
  /** His own key, made by the same token: as a key of the ledger could not be more alike. */
  const foreignKey = async () => {
    const { publicKey, wrapped } = await world.token.generateKeyPair('p256', 'signer');
    return { publicKey, blob: wrapped.blob };
  };
  const keyRow = () => {
    const row = world.stores.keys.table.get(ada.keyId);
    if (!row) throw new Error('no key');
    return row;
  };
  const recordRow = () => {
    const row = world.stores.records.table.get(`binding/${ada.credentialId}`);
    if (!row) throw new Error('no record');
    return row;
  };
  const editRecord = (edit: (body: string) => string) =>
    world.stores.records.table.set(`binding/${ada.credentialId}`, { ...recordRow(), body: edit(recordRow().body) });

  it('gets the certificate of the key in the ledger for the person of the record', async () => {
    expect(await compose()).toEqual({ code: 'done', signed: 1 });
    const { facts } = await world.composeCertificate.run(ada.credentialId);
    expect(facts.publicKey).toEqual(ada.publicKey);
    expect(facts.subject).toContain('CN=Ada Byron');
  });

  it('has no word for key, name or usage in the request', () => {
    const request = { credentialId: ada.credentialId };
    expect(composeCertificate.request.safeParse(request).success).toBe(true);
    for (const more of [
      { publicKey: '' },
      { csr: '' },
      { subject: { given_name: 'Eve' } },
      { keyUsage: ['keyCertSign'] },
      { validTo: '2099-01-01T00:00:00.000Z' },
    ]) {
      expect(composeCertificate.request.safeParse({ ...request, ...more }).success).toBe(false);
    }
  });

  it.each<[string, string, () => unknown]>([
    ['a credential nobody was proven for', 'credential.unknown', () => (ada = { ...ada, credentialId: newId('cred') })],
    ['a key that is not in the ledger', 'credential.state', () => world.stores.keys.table.delete(ada.keyId)],
    ['another key in the row', 'record.tampered', async () => world.stores.keys.table.set(ada.keyId, { ...keyRow(), ...(await foreignKey()) })],
    [
      'another public key in the row',
      'record.tampered',
      async () => world.stores.keys.table.set(ada.keyId, { ...keyRow(), publicKey: (await foreignKey()).publicKey }),
    ],
    [
      'the row of another key of the ledger',
      'record.tampered',
      async () => {
        const other = world.stores.keys.table.get((await world.accepted()).keyId);
        if (other) world.stores.keys.table.set(ada.keyId, { ...other, keyId: ada.keyId });
      },
    ],
    [
      'an authority’s key in its place',
      'record.tampered',
      () => {
        const sad = [...world.stores.keys.table.values()].find(({ purpose }) => purpose === 'sad');
        if (sad) world.stores.keys.table.set(ada.keyId, { ...sad, keyId: ada.keyId });
      },
    ],
    ['another name in the record', 'record.tampered', () => editRecord((body) => body.replace('Ada', 'Eve'))],
    ['another account in the record', 'record.tampered', () => editRecord((body) => body.replace('account-1', 'account-2'))],
    ['another policy in the record', 'record.tampered', () => editRecord((body) => body.replace('"policyId":"test"', '"policyId":"qualified"'))],
    [
      'another public key in the record',
      'record.tampered',
      async () => {
        const { publicKey } = await foreignKey();
        editRecord((body) => body.replace(toBase64(ada.publicKey), toBase64(publicKey)));
      },
    ],
    [
      'the record of another credential',
      'record.tampered',
      async () => {
        const other = world.stores.records.table.get(`binding/${(await world.accepted()).credentialId}`);
        if (other) world.stores.records.table.set(`binding/${ada.credentialId}`, { ...other, id: ada.credentialId });
      },
    ],
  ])('gets none through %s', async (_what, code, change) => {
    const keep = { keys: new Map(world.stores.keys.table), records: new Map(world.stores.records.table), ada };
    await change();
    expect(await compose()).toEqual(refused(code));
    for (const [id, row] of keep.keys) world.stores.keys.table.set(id, row);
    for (const [id, row] of keep.records) world.stores.records.table.set(id, row);
    ada = keep.ada;
    expect(await compose()).toEqual({ code: 'done', signed: 1 });
  });

  it('gets none for another key of the ledger than the one the record was made with', async () => {
    const other = await world.accepted();
    ada = await world.accepted({ keyId: other.keyId });
    expect(await compose()).toEqual(refused('credential.state'));
  });

  it('gets none under a policy that was exchanged after the signer accepted it', async () => {
    ada = await world.accepted({ policyDigest: 'another' });
    expect(await compose()).toEqual(refused('credential.state'));
  });
});
