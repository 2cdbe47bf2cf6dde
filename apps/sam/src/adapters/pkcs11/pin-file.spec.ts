import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPin } from './pin-file.js';

describe('a PIN in a file', () => {
  let folder: string;
  const file = (content: string): string => {
    const path = join(folder, 'pin');
    writeFileSync(path, content);
    return path;
  };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'paraph-pin-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is read without the end of its line', () => {
    expect(readPin(file('1234567890\n')).reveal()).toBe('1234567890');
  });

  it.each([
    ['nothing', ''],
    ['only the end of a line', '\n'],
    ['only spaces', '   '],
  ])('is refused where the file holds %s', (_, content) => {
    expect(() => readPin(file(content))).toThrow(/pin is empty/);
  });

  it('is refused where there is no file, with its name', () => {
    expect(() => readPin(join(folder, 'nowhere'))).toThrow(/cannot read the file .*nowhere/);
  });

  it('is refused where there is a folder', () => {
    expect(() => readPin(folder)).toThrow(/cannot read the file/);
  });
});
