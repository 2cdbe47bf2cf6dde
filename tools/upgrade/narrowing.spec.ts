import { describe, expect, it } from '@jest/globals';
import { narrowings } from './narrowing.ts';

const migration = (...statements: string[]): string =>
  `async up(runner) { ${statements.map((one) => `await runner.query(\`${one}\`);`).join('\n')} }\nasync down(runner) { await runner.query(\`DROP TABLE entry\`); }`;

describe('a migration that runs under services of before', () => {
  it.each([
    'CREATE TABLE note (id text PRIMARY KEY, text text NOT NULL)',
    'ALTER TABLE entry ADD COLUMN note text',
    "ALTER TABLE entry ADD COLUMN kind text NOT NULL DEFAULT 'usual'",
    "ALTER TABLE entry ADD COLUMN kind text NOT NULL DEFAULT 'usual' CHECK (kind IN ('usual', 'other')), ADD COLUMN note text",
    'CREATE INDEX entry_note ON entry (note)',
    'GRANT SELECT ON note TO "sam"',
    'ALTER TABLE entry ALTER COLUMN note DROP NOT NULL',
  ])('may add: %s', (statement) => {
    expect(narrowings(migration(statement))).toEqual([]);
  });

  it.each([
    ['ALTER TABLE entry DROP COLUMN note', 'drops a column'],
    ['DROP TABLE entry', 'drops what'],
    ['ALTER TABLE entry RENAME COLUMN note TO remark', 'renames'],
    ['ALTER TABLE entry ALTER COLUMN size TYPE bigint', 'changes the type'],
    ['ALTER TABLE entry ALTER COLUMN note SET NOT NULL', 'refuses rows'],
    ['ALTER TABLE entry ALTER COLUMN kind DROP DEFAULT', 'refuses rows'],
    ['ALTER TABLE entry ADD COLUMN kind text NOT NULL', 'refuses rows'],
    ["ALTER TABLE entry ADD COLUMN note text, ADD COLUMN kind text NOT NULL CHECK (kind IN ('a', 'b'))", 'refuses rows'],
    ['ALTER TABLE entry ADD CONSTRAINT entry_kind CHECK (size > 0)', 'may refuse'],
    ['CREATE UNIQUE INDEX entry_note ON entry (note)', 'may refuse'],
    ['DROP INDEX entry_note', 'ON CONFLICT'],
    ['REVOKE UPDATE ON entry FROM "sam"', 'takes a right'],
    ['DELETE FROM entry WHERE size = 0', 'deletes rows'],
  ])('may not take away: %s', (statement, what) => {
    expect(narrowings(migration(statement))).toMatchObject([{ what: expect.stringContaining(what), statement }]);
  });

  it('says what it likes of a table that it makes itself', () => {
    const statements = [
      'CREATE TABLE note (id text)',
      'CREATE UNIQUE INDEX note_id ON note (id)',
      'ALTER TABLE note ADD CONSTRAINT note_full CHECK (id <> $1)',
    ];
    expect(narrowings(migration(...statements))).toEqual([]);
  });
});
