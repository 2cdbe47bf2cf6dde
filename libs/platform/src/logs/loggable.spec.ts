import { describe, expect, it } from '@jest/globals';
import { QueryFailedError } from 'typeorm';
import { loggable } from './loggable.js';

const driverError = Object.assign(new Error('null value in column "verifier"'), { code: '23502', detail: 'Failing row contains (the-verifier).' });

describe('an error in the log', () => {
  it('has what a person needs to find the fault', () => {
    const error = new Error('the act failed', { cause: Object.assign(new TypeError('the reason'), { code: 'ECONNREFUSED' }) });
    expect(loggable(error)).toMatchObject({
      type: 'Error',
      message: 'the act failed',
      cause: { type: 'TypeError', message: 'the reason', code: 'ECONNREFUSED' },
    });
    expect(loggable(error).stack).toContain('loggable.spec');
  });

  it.each([
    ['a statement’s parameters', new QueryFailedError('INSERT INTO draft VALUES ($1)', ['the-verifier'], driverError)],
    ['the row a driver quotes', driverError],
    ['a property somebody hung on it', Object.assign(new Error('plain'), { token: 'the-verifier' })],
    ['a secret in a cause', new Error('outer', { cause: new QueryFailedError('SELECT $1', ['the-verifier'], driverError) })],
    ['something thrown that is no error', 'the-verifier'],
  ])('never has %s', (_what, error) => {
    expect(JSON.stringify(loggable(error))).not.toContain('the-verifier');
  });

  it('ends where causes go in a circle', () => {
    const error = new Error('one');
    error.cause = error;
    expect(JSON.stringify(loggable(error)).match(/"one"/g)?.length).toBeLessThan(10);
  });
});
