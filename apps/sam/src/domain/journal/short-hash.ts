import { randomBytes } from 'node:crypto';

/**
 * HalfSipHash-2-4 with 64 bits of output, over the text's UTF-16 code units and by a key of this process: nobody outside can
 * choose two texts that come out alike, and it takes a tenth of what SHA-256 takes for a few dozen letters.
 */
export class ShortHash {
  /** The two halves of the last result: an array for each of millions of calls would cost more than the hash. */
  high = 0;
  low = 0;
  private readonly key0 = randomBytes(4).readInt32LE();
  private readonly key1 = randomBytes(4).readInt32LE();
  private v0 = 0;
  private v1 = 0;
  private v2 = 0;
  private v3 = 0;

  of(text: string): void {
    this.v0 = this.key0;
    this.v1 = this.key1 ^ 0xee;
    this.v2 = 0x6c796765 ^ this.key0;
    this.v3 = 0x74656462 ^ this.key1;
    const { length } = text;
    for (let at = 0; at + 1 < length; at += 2) this.take(text.charCodeAt(at) | (text.charCodeAt(at + 1) << 16));
    this.take(((length & 0xff) << 24) | (length % 2 === 1 ? text.charCodeAt(length - 1) : 0));
    this.v2 ^= 0xee;
    this.rounds(4);
    this.high = (this.v1 ^ this.v3) >>> 0;
    this.v1 ^= 0xdd;
    this.rounds(4);
    this.low = (this.v1 ^ this.v3) >>> 0;
  }

  private take(word: number): void {
    this.v3 ^= word;
    this.rounds(2);
    this.v0 ^= word;
  }

  private rounds(count: number): void {
    let { v0, v1, v2, v3 } = this;
    for (let round = 0; round < count; round += 1) {
      v0 = (v0 + v1) | 0;
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
      v0 = (v0 << 16) | (v0 >>> 16);
      v2 = (v2 + v3) | 0;
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
      v0 = (v0 + v3) | 0;
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
      v2 = (v2 + v1) | 0;
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
      v2 = (v2 << 16) | (v2 >>> 16);
    }
    this.v0 = v0;
    this.v1 = v1;
    this.v2 = v2;
    this.v3 = v3;
  }
}
