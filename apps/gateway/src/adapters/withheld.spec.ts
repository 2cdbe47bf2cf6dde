import { describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { Secret } from '@paraph/kernel';
import { inspect } from 'node:util';
import { withheld } from './withheld.js';

const secrets = [new Secret('the-order'), new Secret('471125')];
const shown = (failure: unknown): string => inspect(withheld(failure, secrets), { depth: 20 });

describe('a failure that says a secret', () => {
  it.each<[string, unknown]>([
    ['in its message', new Error('no PIN 471125')],
    ['in a cause', new Error('outer', { cause: new TypeError('inner', { cause: new Error('the-order was this') }) })],
    ['in its name', Object.assign(new Error('x'), { name: 'the-order' })],
    ['in its code', Object.assign(new Error('x'), { code: '471125' })],
    ['in its stack', Object.assign(new Error('x'), { stack: 'at f(the-order)' })],
    ['as a refusal’s detail', new ServiceError('request.invalid', 'authData: 471125')],
    ['as a refusal’s cause', new ServiceError('internal', 'x', { cause: new Error('471125') })],
    ['as what was thrown', 'the-order'],
    ['as a cause that is no error', new Error('x', { cause: '471125' })],
  ])('%s goes on without it', (_, failure) => {
    expect(shown(failure)).toContain('withheld');
    for (const secret of secrets) expect(shown(failure)).not.toContain(secret.reveal());
  });

  it('stays the same refusal', () => {
    const failure = withheld(new ServiceError('hsm.unavailable', '471125', { retryAfter: 7 }), secrets);
    expect(failure).toBeInstanceOf(ServiceError);
    expect(failure).toMatchObject({ code: 'hsm.unavailable', retryAfter: 7 });
  });

  it('still tells its kind', () => {
    expect(withheld(new RangeError('471125'), secrets)).toMatchObject({ message: expect.stringMatching(/^RangeError: /) });
  });
});

it.each<[string, unknown]>([
  ['another error', new Error('ECONNREFUSED')],
  ['a refusal', new ServiceError('evidence.invalid', 'no')],
  ['nothing', undefined],
])('%s goes on as it is', (_, failure) => {
  expect(withheld(failure, secrets)).toBe(failure);
});

it('a circle of causes ends', () => {
  const error = new Error('one');
  error.cause = error;
  expect(withheld(error, secrets)).toBe(error);
});
