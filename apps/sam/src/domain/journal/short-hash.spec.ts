import { expect, it } from '@jest/globals';
import { ShortHash } from './short-hash.js';

const hashed = (hash: ShortHash, text: string): string => {
  hash.of(text);
  return `${hash.high}/${hash.low}`;
};

it('gives a text the same hash each time, another one to any other text, and another one in another process', () => {
  const [hash, other] = [new ShortHash(), new ShortHash()];
  const texts = [...Array.from({ length: 50_000 }, (_, at) => `activation/act_${at}`), '', 'a', 'aa', 'aaa', '\0', '\0\0', '\u0100', '\u0001'];
  const seen = new Set(texts.map((text) => hashed(hash, text)));
  expect(seen.size).toBe(texts.length);
  for (const text of texts.slice(-10)) expect(hashed(hash, text)).toBe(hashed(hash, text));
  expect(hashed(other, 'aa')).not.toBe(hashed(hash, 'aa'));
});

it('changes half of its bits with one letter', () => {
  const hash = new ShortHash();
  let changed = 0;
  for (let at = 0; at < 1_000; at += 1) {
    hash.of(`binding/cred_${at}`);
    const { high, low } = hash;
    hash.of(`binding/crec_${at}`);
    for (const bits of [high ^ hash.high, low ^ hash.low]) changed += (bits >>> 0).toString(2).replaceAll('0', '').length;
  }
  expect(Math.abs(changed / 1_000 - 32)).toBeLessThan(2);
});
