import { describe, expect, it } from '@jest/globals';
import { statementName } from './statement-name.js';

describe('the name of a statement', () => {
  it.each([
    ['SELECT 1', 'SELECT'],
    ['  select a, b from signing_attempt WHERE attempt_id = $1', 'SELECT'],
    ['SELECT a FROM signing_attempt WHERE attempt_id = $1', 'SELECT signing_attempt'],
    ['INSERT INTO signing_attempt (a) SELECT * FROM unnest($1::text[])', 'INSERT signing_attempt'],
    ['UPDATE "activation" SET state = $1', 'UPDATE activation'],
    ['WITH place AS (UPDATE event_sequence SET last = last + 1) INSERT INTO event_outbox', 'WITH event_sequence'],
    ['SELECT * FROM unnest($1)', 'SELECT'],
    ['START TRANSACTION', 'START'],
    ['COMMIT', 'COMMIT'],
  ])('of %s is %s', (sql, name) => {
    expect(statementName(sql)).toBe(name);
  });

  it.each([
    ['a value that somebody wrote into the text', "SELECT a FROM t_x WHERE pin = '1234-secret'", 'SELECT t_x'],
    ['a word that is none of ours', 'hunter2', 'statement'],
    ['a table that is none', "DELETE FROM 'hunter2'", 'DELETE'],
    ['nothing', '', 'statement'],
  ])('has nothing of %s', (_case, sql, name) => {
    expect(statementName(sql)).toBe(name);
  });
});
