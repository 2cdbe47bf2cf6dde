import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readOptions } from '../options.ts';
import { openState } from '../state.ts';

let folder: string;

beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'paraph-state-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a state folder', () => {
  it('is opened again as it was made', () => {
    openState(folder);
    expect(openState(folder).root).toBe(folder);
  });

  it('of a newer layout is refused and left alone', () => {
    const mark = '{"version":99}\n';
    writeFileSync(join(folder, 'state.json'), mark);
    expect(() => openState(folder)).toThrow(`${folder} was made by a newer Paraph (layout 99, this one knows 1)`);
    expect(readFileSync(join(folder, 'state.json'), 'utf8')).toBe(mark);
  });

  it('of a layout from which no way leads here is refused', () => {
    writeFileSync(join(folder, 'state.json'), '{"version":0}\n');
    expect(() => openState(folder)).toThrow('has layout 0, which cannot be brought forward');
  });
});

describe('the report’s path', () => {
  it('may lie in a folder that does not exist yet', () => {
    const report = join(folder, 'a/b/report.json');
    expect(readOptions(['--report', report])).toMatchObject({ report });
  });

  it('is refused at once where it is a folder or lies below a file', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => readOptions(['--report', folder])).toThrow('it is a folder');
    expect(() => readOptions(['--report', join(folder, 'file/report.json')])).toThrow('is not a folder');
  });
});
