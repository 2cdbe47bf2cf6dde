import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createHmac } from 'node:crypto';
import { OtpauthCodes } from './otpauth-codes.js';

const codes = new OtpauthCodes();
const secret = Buffer.from('12345678901234567890');

/** RFC 4226 section 5.3, written down once more: what the library must agree with. */
const codeOf = (key: Uint8Array, step: number): string => {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac('sha1', key).update(counter).digest();
  const offset = (digest[19] ?? 0) & 0xf;
  return String((digest.readUInt32BE(offset) & 0x7fff_ffff) % 1_000_000).padStart(6, '0');
};

describe('codes by otpauth', () => {
  // RFC 6238 appendix B, SHA-1, the last six of its eight digits.
  it.each([
    [59, '287082', 1],
    [1_111_111_109, '081804', 37_037_036],
    [1_111_111_111, '050471', 37_037_037],
    [1_234_567_890, '005924', 41_152_263],
    [2_000_000_000, '279037', 66_666_666],
    [20_000_000_000, '353130', 666_666_666],
  ])('are those of RFC 6238 at %d', (seconds, code, step) => {
    expect(codes.step(secret, code, new Date(seconds * 1_000))).toBe(step);
  });

  it('are those of any secret, one step early and one late, and no further', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), fc.integer({ min: 10, max: 10 ** 8 }), fc.integer({ min: -3, max: 3 }), (key, now, off) => {
        const code = codeOf(key, now + off);
        fc.pre([-1, 0, 1].every((near) => near === off || codeOf(key, now + near) !== code));
        expect(codes.step(key, code, new Date(now * 30_000 + 29_999))).toBe(Math.abs(off) <= 1 ? now + off : undefined);
      }),
    );
  });

  it('take the key from where it lies in its buffer', () => {
    const part = new Uint8Array(Buffer.concat([Buffer.from('xx'), secret, Buffer.from('yy')])).subarray(2, 22);
    expect(codes.step(part, '287082', new Date(59_000))).toBe(1);
  });

  it.each(['', '87082', '94287082', '28708a', '287082 ', '２８７０８２', '-28708'])('are never %j', (text) => {
    expect(codes.step(secret, text, new Date(59_000))).toBeUndefined();
  });
});
