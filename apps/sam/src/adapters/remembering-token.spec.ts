import { beforeEach, describe, expect, it } from '@jest/globals';
import { Metrics } from '@paraph/platform';
import { FakeToken } from '../../test/fake-token.js';
import type { MacPurpose } from '../domain/ports/token.js';
import { RememberingToken } from './remembering-token.js';
import { VerifiedMacs } from './verified-macs.js';

const row = new TextEncoder().encode('["trust-record","binding","cred_1",7,"{}"]');

let token: FakeToken;
let remembering: RememberingToken;
let mac: Uint8Array;

beforeEach(async () => {
  token = new FakeToken();
  remembering = new RememberingToken(token, new Metrics('sam'));
  mac = await token.mac('binding-record', row);
});

/** How often the token was asked meanwhile. */
async function asked(work: () => Promise<unknown>): Promise<number> {
  const before = token.counters.macCalls;
  await work();
  return token.counters.macCalls - before;
}

const flipped = (bytes: Uint8Array, bit: number): Uint8Array => {
  const changed = Uint8Array.from(bytes);
  changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return changed;
};

describe('a row whose MAC was verified', () => {
  it('is not taken to the token again', async () => {
    expect(await remembering.verifyMac('binding-record', row, mac)).toBe(true);
    expect(await asked(() => remembering.verifyMac('binding-record', row, mac))).toBe(0);
  });

  it('need not be verified where the token has just made the MAC', async () => {
    const made = await remembering.mac('activation', row);
    expect(await asked(async () => expect(await remembering.verifyMac('activation', row, made)).toBe(true))).toBe(0);
  });

  it.each(['wrapped-key', 'activation', 'enrolment', 'log'] as const)('is not one of another purpose: %s', async (purpose) => {
    await remembering.verifyMac('binding-record', row, mac);
    expect(await remembering.verifyMac(purpose, row, mac)).toBe(false);
  });

  it('is no other row, whichever bit is another', async () => {
    await remembering.verifyMac('binding-record', row, mac);
    for (let bit = 0; bit < 8 * row.length; bit += 1) expect(await remembering.verifyMac('binding-record', flipped(row, bit), mac)).toBe(false);
  });

  it('has no other MAC, whichever bit is another', async () => {
    await remembering.verifyMac('binding-record', row, mac);
    for (let bit = 0; bit < 8 * mac.length; bit += 1) expect(await remembering.verifyMac('binding-record', row, flipped(mac, bit))).toBe(false);
  });

  it('is told apart from one whose bytes begin in its MAC', async () => {
    await remembering.verifyMac('binding-record', row, mac);
    const moved = Buffer.concat([mac.subarray(31), row]);
    expect(await remembering.verifyMac('binding-record', moved, mac.subarray(0, 31))).toBe(false);
    expect(await remembering.verifyMac('binding-record', row.subarray(1), Buffer.concat([mac, row.subarray(0, 1)]))).toBe(false);
  });
});

describe('a row whose MAC is wrong', () => {
  it('is refused each time it comes', async () => {
    for (let time = 0; time < 3; time += 1) expect(await remembering.verifyMac('binding-record', row, flipped(mac, 0))).toBe(false);
  });

  it('is refused without a MAC, and with an empty one', async () => {
    await remembering.verifyMac('binding-record', row, mac);
    expect(await remembering.verifyMac('binding-record', row, new Uint8Array())).toBe(false);
    expect(await remembering.verifyMac('binding-record', row, new Uint8Array(32))).toBe(false);
  });

  it('is remembered as nothing where the token failed', async () => {
    token.mac = () => Promise.reject(new Error('the token is away'));
    for (let time = 0; time < 2; time += 1) await expect(remembering.verifyMac('binding-record', row, mac)).rejects.toThrow('away');
  });
});

describe('what people type', () => {
  it.each(['pin', 'totp', 'one-time-code'] as const satisfies readonly MacPurpose[])('leaves nothing in memory to try guesses on: %s', async (purpose) => {
    const made = await remembering.mac(purpose, row);
    expect(await asked(() => remembering.verifyMac(purpose, row, made))).toBe(1);
    expect(await asked(() => remembering.verifyMac(purpose, row, made))).toBe(1);
  });
});

describe('the memory', () => {
  it('is bounded, and keeps what is used', () => {
    const macs = new VerifiedMacs(10);
    const used = Uint8Array.of(255);
    macs.add('activation', used, mac);
    for (let other = 0; other < 200; other += 1) {
      macs.add('activation', Uint8Array.of(other), mac);
      expect(macs.has('activation', used, mac)).toBe(true);
    }
    const kept = Array.from({ length: 200 }, (_, other) => macs.has('activation', Uint8Array.of(other), mac)).filter(Boolean);
    expect(kept.length).toBeLessThanOrEqual(10);
    expect(kept.length).toBeGreaterThan(0);
  });

  it('of one purpose is not filled by another', () => {
    const macs = new VerifiedMacs(10);
    macs.add('binding-record', row, mac);
    for (let other = 0; other < 200; other += 1) macs.add('activation', Uint8Array.of(other), mac);
    expect(macs.has('binding-record', row, mac)).toBe(true);
  });
});
