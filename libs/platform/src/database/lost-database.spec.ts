import { describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { QueryFailedError } from 'typeorm';
import { unavailableIfLost } from './lost-database.js';

const coded = (code: string): Error => Object.assign(new Error('said'), { code });

describe('a database that is away', () => {
  it.each([
    ['refuses connections', coded('ECONNREFUSED')],
    ['refuses them on every address', new AggregateError([coded('ECONNREFUSED')])],
    ['is being shut down', coded('57P01')],
    ['is starting up, behind the mapper', new QueryFailedError('SELECT 1', [], coded('57P03'))],
    ['has no disk left', new QueryFailedError('INSERT', [], coded('53100'))],
    ['has no connection left', coded('53300')],
    ['did not end a statement in time', coded('57014')],
    ['did not give a lock in time', coded('55P03')],
    ['does not answer at all', new Error('Query read timeout')],
    ['ended the connection', new Error('Connection terminated unexpectedly')],
    ['is deep in the causes', new Error('outer', { cause: coded('08006') })],
  ])('is a refusal when it %s', (_case, error) => {
    expect(unavailableIfLost(error)).toMatchObject({ code: 'service.unavailable', retryAfter: 1, cause: error });
  });

  it.each([
    ['a broken statement', new QueryFailedError('SELECT', [], coded('42601'))],
    ['a row that is there already', coded('23505')],
    ['a bug', new TypeError('undefined is not a function')],
    ['a refusal of our own', new ServiceError('hsm.unavailable', 'the token rests', { cause: coded('ECONNREFUSED') })],
    ['what is no error', 'ECONNREFUSED'],
  ])('is not %s', (_case, error) => {
    expect(unavailableIfLost(error)).toBe(error);
  });
});
