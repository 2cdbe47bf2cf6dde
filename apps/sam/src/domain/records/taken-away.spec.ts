import { beforeEach, describe, expect, it } from '@jest/globals';
import { World } from '../../../test/world.js';
import type { BindingRecord, Means } from './record-kinds.js';
import { takenAway } from './taken-away.js';

describe('what a new version of a credential’s record takes away', () => {
  let before: BindingRecord;
  let means: Means;
  beforeEach(async () => {
    const world = await World.make();
    const record = await world.records.find('binding', (await world.signer()).credentialId);
    if (!record) throw new Error('no record');
    before = record.body;
    means = world.account('another');
  });

  const taken = (change: Partial<BindingRecord>, from: BindingRecord = before) => takenAway({ kind: 'binding', before: from, after: { ...from, ...change } });

  it.each<[string, string, (record: BindingRecord) => Partial<BindingRecord>]>([
    ['a suspension', 'suspended', () => ({ state: 'suspended' })],
    ['a revocation', 'revoked', () => ({ state: 'revoked' })],
    ['a destruction', 'destroyed', () => ({ state: 'destroyed' })],
    ['a means that is gone', 'means-taken', () => ({ means: [] })],
    ['a means that has an end', 'means-taken', ({ means: all }) => ({ means: all.map((one) => ({ ...one, usableUntil: '2027-03-01T09:00:00.000Z' })) })],
    ['a means in the place of another', 'means-taken', () => ({ means: [means] })],
    ['another certificate', 'certificate-replaced', ({ certificate }) => ({ certificate: { ...certificate, serialNumber: '02' } as never })],
    ['another policy', 'changed', () => ({ policyId: 'other' })],
    ['another key', 'changed', () => ({ keyId: 'key_other' })],
  ])('is told of %s', (_what, act, change) => {
    expect(taken(change(before))).toBe(act);
  });

  it('is nothing for a new record, one more means, a first certificate, and a suspension that ends', () => {
    expect(takenAway({ kind: 'binding', after: before })).toBeUndefined();
    expect(taken({ means: [...before.means, means] })).toBeUndefined();
    const { certificate, ...uncertified } = before;
    expect(taken({ state: 'active', ...(certificate && { certificate }) }, { ...uncertified, state: 'accepted' })).toBeUndefined();
    expect(taken({ state: 'active' }, { ...before, state: 'suspended' })).toBeUndefined();
  });

  it('is something for every version of a client’s, a provider’s and the quorum’s record', () => {
    const client = { subscriberId: 's', name: 'n', multisign: 1, keys: [] };
    expect(takenAway({ kind: 'client', after: client })).toBe('recorded');
    expect(takenAway({ kind: 'client', before: client, after: { ...client, multisign: 9 } })).toBe('replaced');
  });
});
