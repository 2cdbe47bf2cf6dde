import { beforeEach, describe, expect, it } from '@jest/globals';
import type { SealedRecord } from '../../src/domain/ports/record-store.js';
import type { SignatureRequest } from '../../src/domain/signing/signature-request.js';
import type { TestSigner } from '../world.js';
import { outcomeOf, refused } from './refusal.js';
import { SIGNED_ONCE, SigningTrial } from './signing-trial.js';

/** A database that writes what it likes into the records the SAM's decisions rest on. */
describe('a trust record that was edited', () => {
  let trial: SigningTrial;
  let bob: TestSigner;
  let good: SignatureRequest;
  beforeEach(async () => {
    trial = await SigningTrial.make();
    bob = await trial.world.signer();
    good = await trial.approved();
  });

  const table = () => trial.world.stores.records.table;
  const row = (key: string): SealedRecord => {
    const found = table().get(key);
    if (!found) throw new Error('no record');
    return found;
  };
  const hers = () => `binding/${trial.ada.credentialId}`;
  const client = () => `client/${trial.world.clientId}`;
  /** With this row in its place: what comes of signing, and of opening; then the row is put back and signing succeeds. */
  const attempt = async (key: string, change: (genuine: SealedRecord) => SealedRecord) => {
    const genuine = row(key);
    const { world, ada } = trial;
    const draft = await world.open(ada);
    table().set(key, change(genuine));
    const tried = {
      sign: await trial.sign(good),
      open: await outcomeOf(world.token, () => world.open(ada)),
      present: await outcomeOf(world.token, () => world.signIn(ada, draft)),
    };
    table().set(key, genuine);
    expect(await trial.sign(good)).toEqual(SIGNED_ONCE);
    return tried;
  };
  const tampered = refused('record.tampered');

  it.each<[string, (genuine: SealedRecord) => SealedRecord]>([
    ['another person’s account', (genuine) => ({ ...genuine, body: genuine.body.replace(trial.ada.account, bob.account) })],
    ['another key', (genuine) => ({ ...genuine, body: genuine.body.replace(trial.ada.keyId, bob.keyId) })],
    ['another policy', (genuine) => ({ ...genuine, body: genuine.body.replace('"policyId":"test"', '"policyId":"weak"') })],
    ['another subscriber', (genuine) => ({ ...genuine, body: genuine.body.replace(/sub_[\w-]{22}/, `sub_${'A'.repeat(22)}`) })],
    ['another version', (genuine) => ({ ...genuine, version: genuine.version + 1 })],
    ['another’s record', () => ({ ...row(`binding/${bob.credentialId}`), id: trial.ada.credentialId })],
    ['another’s MAC', (genuine) => ({ ...genuine, mac: row(`binding/${bob.credentialId}`).mac })],
    ['a client’s record as a credential’s', () => ({ ...row(client()), kind: 'binding', id: trial.ada.credentialId })],
    ['no MAC', (genuine) => ({ ...genuine, mac: new Uint8Array() })],
    ['a member more', (genuine) => ({ ...genuine, body: genuine.body.replace('{', '{"state":"active",') })],
  ])('of a credential is noticed wherever it is used: %s', async (_what, change) => {
    expect(await attempt(hers(), change)).toEqual({ sign: tampered, open: tampered, present: tampered });
    expect(await trial.world.eventTypes()).toContain('record-tampered: record.tampered');
  });

  it.each<[string, (genuine: SealedRecord) => SealedRecord]>([
    ['another name', (genuine) => ({ ...genuine, body: genuine.body.replace('Test application', 'Your bank') })],
    ['more signatures at once', (genuine) => ({ ...genuine, body: genuine.body.replace('"multisign":100', '"multisign":400') })],
    ['a key of somebody else’s', (genuine) => ({ ...genuine, body: genuine.body.replace('"keys":[]', '"keys":[{"kid":"mine"}]') })],
  ])('of a client is noticed when it is used: %s', async (_what, change) => {
    const { sign, open } = await attempt(client(), change);
    expect({ sign, open }).toEqual({ sign: tampered, open: tampered });
  });

  it('that is gone signs nothing', async () => {
    const genuine = row(hers());
    table().delete(hers());
    expect(await trial.sign(good)).toEqual(refused('credential.unknown'));
    expect(await outcomeOf(trial.world.token, () => trial.world.open(trial.ada))).toEqual(refused('credential.unknown'));
    table().set(hers(), genuine);
    expect(await trial.sign(good)).toEqual(SIGNED_ONCE);
  });
});
