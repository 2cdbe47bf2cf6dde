import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { isCode, makeCode } from './make-code.js';

const from = (...numbers: readonly number[]) => {
  const bytes = Buffer.alloc(32);
  numbers.forEach((number, place) => bytes.writeUInt32BE(number, 4 * place));
  return { random: () => Promise.resolve(new Uint8Array(bytes)) };
};

describe('making a code', () => {
  it.each([
    [0, '000000'],
    [7, '000007'],
    [999_999, '999999'],
    [1_000_000, '000000'],
    [4_293_999_999, '999999'],
  ])('makes of %d: %s', async (number, code) => {
    expect(await makeCode(from(number))).toBe(code);
  });

  // 4,294 of each code fit into four bytes; what is left over would make the first 967,296 codes likelier.
  it.each([4_294_000_000, 4_294_967_295])('passes over %d, which would not be fair', async (number) => {
    expect(await makeCode(from(number, 42))).toBe('000042');
  });

  it('gives up on a token whose bytes are all the same', async () => {
    await expect(makeCode({ random: (length) => Promise.resolve(new Uint8Array(length).fill(0xff)) })).rejects.toThrow('not random');
  });

  it('makes all first digits about equally often', async () => {
    const counts = new Map<string, number>();
    for (let round = 0; round < 20_000; round += 1) {
      const code = await makeCode({ random: (length) => Promise.resolve(new Uint8Array(randomBytes(length))) });
      expect(isCode(code)).toBe(true);
      counts.set(code.charAt(0), (counts.get(code.charAt(0)) ?? 0) + 1);
    }
    // Two thousand of each, give or take eight standard deviations.
    for (const digit of '0123456789') expect(Math.abs((counts.get(digit) ?? 0) - 2_000)).toBeLessThan(340);
  });

  it.each(['', '12345', '1234567', '12345a', '١٢٣٤٥٦', '123456\n', ' 123456'])('takes %j for no code', (text) => {
    expect(isCode(text)).toBe(false);
  });
});
