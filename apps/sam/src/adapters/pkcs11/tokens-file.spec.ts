import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tokensFile } from './tokens-file.js';

const folder = mkdtempSync(join(tmpdir(), 'paraph-tokens-'));
const file = (name: string, text: string): string => (writeFileSync(join(folder, name), text), join(folder, name));
afterAll(() => rmSync(folder, { recursive: true }));

const pinFile = file('pin', '1234\n');
const [a, b] = [
  { module: '/lib/a.so', label: 'a', pinFile },
  { module: '/lib/a.so', label: 'b', pinFile },
];

describe('the file of several tokens', () => {
  it('reads each PIN from its own file and shows none', () => {
    const places = tokensFile.parse([a, b]);
    expect(places.map(({ pin }) => pin.reveal())).toEqual(['1234', '1234']);
    expect(JSON.stringify(places)).not.toContain('1234');
  });

  it.each([
    ['one token only', [a]],
    ['two of one label', [a, a]],
    ['a PIN in itself', [a, { module: '/lib/a.so', label: 'b', pin: '1234' }]],
    ['a PIN file that is not there', [a, { ...b, pinFile: join(folder, 'none') }]],
    ['an empty PIN file', [a, { ...b, pinFile: file('empty', '\n') }]],
    ['a label too long for a token', [a, { ...b, label: 'x'.repeat(33) }]],
    ['a slot number', [a, { ...b, slot: 3 }]],
  ])('is refused with %s', (_, content) => {
    expect(tokensFile.safeParse(content).success).toBe(false);
  });

  it('says all that is wrong at once', () => {
    const result = tokensFile.safeParse([
      { ...a, label: '' },
      { ...b, pinFile: join(folder, 'none') },
    ]);
    expect(result.error?.issues.map(({ path }) => path.join('.'))).toEqual(['0.label', '1.pinFile']);
  });
});
