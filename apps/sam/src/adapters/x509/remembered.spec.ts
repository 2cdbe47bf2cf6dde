import { describe, expect, it } from '@jest/globals';
import { remembered, textOf } from './remembered.js';

function counted() {
  const asked: string[] = [];
  const doubled = remembered(
    (input: string) => {
      asked.push(input);
      return { text: input + input };
    },
    (input) => input,
  );
  return { asked, doubled };
}

describe('what was worked out before', () => {
  it('is answered again, and the work done once', () => {
    const { asked, doubled } = counted();
    expect([doubled('a').text, doubled('b').text, doubled('a').text]).toEqual(['aa', 'bb', 'aa']);
    expect(asked).toEqual(['a', 'b']);
  });

  it('is forgotten when much else was asked for since, and stays while it is asked for', () => {
    const { asked, doubled } = counted();
    for (let nth = 0; nth < 2_000; nth += 1) {
      doubled('often');
      doubled(`other ${nth}`);
    }
    expect(asked.filter((one) => one === 'often')).toHaveLength(1);
    doubled('other 0');
    expect(asked.filter((one) => one === 'other 0')).toHaveLength(2);
  });

  it('is not what failed: that is tried again', () => {
    let tries = 0;
    const failing = remembered(
      (): object => {
        tries += 1;
        throw new Error('no');
      },
      () => 'same',
    );
    expect(() => failing(undefined)).toThrow('no');
    expect(() => failing(undefined)).toThrow('no');
    expect(tries).toBe(2);
  });

  it('is told apart by every byte', () => {
    const texts = [[], [0], [0, 0], [255], [195, 191]].map((bytes) => textOf(Uint8Array.from(bytes)));
    expect(new Set(texts).size).toBe(5);
    expect(textOf(Uint8Array.of(1, 2, 3, 4).subarray(1, 3))).toBe('\x02\x03');
  });
});
