import { beforeEach, describe, expect, it } from '@jest/globals';
import { sha256 } from '@paraph/kernel';
import { AuthorityWorld } from '../../../test/authority-world.js';
import { timestampInfo } from '../../../test/timestamp-info.js';
import type { TimestampRequest } from './compose-timestamp.js';

const SHA256 = '2.16.840.1.101.3.4.2.1';
const sha2 = [
  [SHA256, 32],
  ['2.16.840.1.101.3.4.2.2', 48],
  ['2.16.840.1.101.3.4.2.3', 64],
] as const;

describe('composing a time-stamp', () => {
  let world: AuthorityWorld;
  beforeEach(async () => void (world = await AuthorityWorld.make()));

  const compose = (change: Partial<TimestampRequest> = {}) =>
    world.composeTimestamp.run({ hashAlgorithmOid: SHA256, hash: sha256('document'), certificate: true, ...change });

  it.each(sha2)('binds a digest by %s to the moment of the SAM’s clock', async (hashAlgorithmOid, bytes) => {
    world.clock.advance(123);
    const hash = new Uint8Array(bytes).fill(7);
    const { response, time, serialNumber } = await compose({ hashAlgorithmOid, hash, nonce: '18446744073709551617' });
    expect(time).toEqual(world.clock.now());
    expect(timestampInfo(response)).toEqual({
      policy: '2.999.1.10',
      hashAlgorithm: hashAlgorithmOid,
      hash,
      serialNumber,
      time,
      accuracySeconds: 1,
      nonce: 2n ** 64n + 1n,
      certificates: 2,
    });
    expect(serialNumber).toMatch(/^[4-7][0-9a-f]{31}$/);
    expect((await world.eventTypes()).at(-1)).toBe('timestamp-composed');
  });

  it('says nothing the requester did not ask for', async () => {
    expect(timestampInfo((await compose({ certificate: false })).response)).toMatchObject({ nonce: undefined, certificates: 0 });
    expect(timestampInfo((await compose({ nonce: '0' })).response)).toMatchObject({ nonce: 0n });
  });

  it('has a serial number of its own each time', async () => {
    const made = [await compose(), await compose(), await compose()];
    expect(new Set(made.map(({ serialNumber }) => serialNumber)).size).toBe(3);
  });

  it.each([
    ['1.3.14.3.2.26', 20, 'hash.algorithm_unsupported'],
    ['1.2.840.113549.2.5', 16, 'hash.algorithm_unsupported'],
    ['2.16.840.1.101.3.4.2.8', 32, 'hash.algorithm_unsupported'],
    [SHA256, 31, 'hash.length'],
    [SHA256, 33, 'hash.length'],
    [SHA256, 0, 'hash.length'],
    ['2.16.840.1.101.3.4.2.3', 32, 'hash.length'],
  ])('refuses a digest by %s of %i bytes before the token is asked', async (hashAlgorithmOid, bytes, code) => {
    await compose();
    const before = world.token.counters.signCalls;
    await expect(compose({ hashAlgorithmOid, hash: new Uint8Array(bytes) })).rejects.toMatchObject({ code });
    expect(world.token.counters.signCalls).toBe(before);
  });

  it('is not signed when the time cannot be kept', async () => {
    await compose();
    const before = world.token.counters.signCalls;
    world.stores.transactions.fail();
    await expect(compose()).rejects.toThrow('the database is gone');
    expect(world.token.counters.signCalls).toBe(before);
  });

  it.each([
    ['hsm.refused', 'hsm.refused'],
    ['hsm.unavailable', 'hsm.unavailable'],
    ['hsm.ambiguous', 'hsm.unavailable'],
  ] as const)('gives nothing out when the token fails with %s, and leaves the time taken', async (fault, code) => {
    await compose();
    world.token.failNextSignature(fault);
    await expect(compose()).rejects.toMatchObject({ code });
    expect((await world.eventTypes()).filter((type) => type === 'timestamp-composed')).toHaveLength(1);
    expect((await world.states.find('timestamp', 'unit'))?.count).toBe(2);
  });
});
