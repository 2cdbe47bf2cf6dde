import { describe, expect, it } from '@jest/globals';
import { dirname } from 'node:path';
import { digestOf, migrationFiles, problemsOf, readReleased } from './migrations.ts';

const ROOT = dirname(dirname(import.meta.dirname));
const file = { path: 'apps/sam/src/adapters/migrations/1-first.ts', text: 'async up(runner) { await runner.query(`ALTER TABLE entry DROP COLUMN note`); }' };
const list = { released: { [file.path]: digestOf(file) }, contracting: [] };

describe('migrations since the release', () => {
  it('are as they were released, and add where they are new', () => {
    const files = migrationFiles(ROOT);
    expect(files.length).toBeGreaterThan(40);
    expect(problemsOf(files, readReleased())).toEqual([]);
  });

  it('are found wanting where a released one was changed or is gone', () => {
    expect(problemsOf([file], list)).toEqual([]);
    expect(problemsOf([{ ...file, text: `${file.text} ` }], list)).toEqual([expect.stringContaining('released and changed')]);
    expect(problemsOf([], list)).toEqual([expect.stringContaining('released and gone')]);
  });

  it('are found wanting where a new one takes away, unless it is said since when nobody reads that', () => {
    const nothing = { released: {}, contracting: [] };
    expect(problemsOf([file], nothing)).toEqual([expect.stringContaining('drops a column')]);
    expect(problemsOf([file], { ...nothing, contracting: [{ file: file.path, unreadSince: '0.2.0', why: 'nobody has read it since then' }] })).toEqual([]);
  });
});
