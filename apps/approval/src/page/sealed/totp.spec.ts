import { describe, expect, it } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import { fromBase32, toBase32 } from './base32.js';
import { isTotp, totp } from './totp.js';

const SECRET = 'JVQXEZDJMFWWK5DSNFRWQYLTMVXXE3DE';
const other = (secret: string) => new TOTP({ secret: Secret.fromBase32(secret) });

describe('a code', () => {
  it.each([0, 1, 59_123_456, 2 ** 33])('of step %d is what another implementation makes of it', async (step) => {
    expect(await totp(SECRET, step)).toBe(other(SECRET).generate({ timestamp: step * 30_000 }));
  });

  it.each([
    [0, true],
    [-60, true],
    [60, true],
    [-120, false],
    [120, false],
  ])('from a clock %d seconds away counts: %s', async (seconds, counts) => {
    const now = new Date('2026-11-02T09:30:10Z');
    const code = other(SECRET).generate({ timestamp: now.getTime() + seconds * 1000 });
    expect(await isTotp(SECRET, code, now)).toBe(counts);
  });

  it('of another secret does not count', async () => {
    const now = new Date('2026-11-02T09:30:10Z');
    expect(await isTotp(SECRET, other('KRSXG5CUMVZXIVDFON2FIZLTORKGK43U').generate({ timestamp: now.getTime() }), now)).toBe(false);
  });
});

describe('Base32', () => {
  it('is what another implementation writes and reads', () => {
    const bytes = Uint8Array.from({ length: 20 }, (_, index) => (index * 37) % 256);
    expect(toBase32(bytes)).toBe(new Secret({ buffer: bytes.buffer }).base32);
    expect(fromBase32(toBase32(bytes))).toEqual(bytes);
  });
});
