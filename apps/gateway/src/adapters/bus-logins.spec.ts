import { describe, expect, it } from '@jest/globals';
import { ServiceError, type Call } from '@paraph/contracts';
import { Secret, sha256, toBase64Url } from '@paraph/kernel';
import type { Bus } from '@paraph/platform';
import { inspect } from 'node:util';
import { alice, client } from '../../test/people.js';
import { BusLogins } from './bus-logins.js';

const PASSWORD = 'correct horse battery';
const TOKEN = 'a-refresh-token-that-nobody-may-read';
const terms = { rememberMe: true, address: '192.0.2.1' };
const digest = toBase64Url(sha256(TOKEN));

/** Answers what it is told to, or throws it. */
class OneAnswer implements Pick<Bus, 'call'> {
  readonly requests: unknown[] = [];

  constructor(private readonly answer: object | Error) {}

  call = async (call: Call, request: unknown): Promise<never> => {
    call.request.parse(request);
    this.requests.push(request);
    if (this.answer instanceof Error) throw this.answer;
    return this.answer as never;
  };
}

describe('a login', () => {
  it('by password carries it, and its tokens come back wrapped', async () => {
    const bus = new OneAnswer({ accessToken: 'A', refreshToken: 'R', expiresIn: 3_600 });
    const opened = await new BusLogins(bus).open({ kind: 'password', userName: 'u1', password: new Secret(PASSWORD) }, terms);
    expect([opened.accessToken.reveal(), opened.refreshToken?.reveal(), opened.lifetime]).toEqual(['A', 'R', 3_600]);
    expect(bus.requests).toEqual([{ by: { kind: 'password', userName: 'u1', password: PASSWORD }, ...terms }]);
  });

  it('by refresh token carries its digest, not the token', async () => {
    const bus = new OneAnswer({ accessToken: 'A', expiresIn: 60 });
    const opened = await new BusLogins(bus).open({ kind: 'refresh-token', token: new Secret(TOKEN) }, terms);
    expect(opened).not.toHaveProperty('refreshToken');
    expect(bus.requests).toEqual([{ by: { kind: 'refresh-token', tokenDigest: digest }, ...terms }]);
  });

  it.each([
    ['something unexpected', new TypeError(`cannot send ${PASSWORD}`)],
    ['the bus', new ServiceError('request.invalid', `the message ${PASSWORD} has not the shape`)],
  ])('that fails says no password, even where %s quotes it', async (_, failure) => {
    const failed: unknown = await new BusLogins(new OneAnswer(failure))
      .open({ kind: 'password', userName: 'u1', password: new Secret(PASSWORD) }, terms)
      .catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(Error);
    expect(inspect(failed, { depth: 9, showHidden: true })).not.toContain(PASSWORD);
  });

  it('that is refused is refused with the same code', async () => {
    const refused = new BusLogins(new OneAnswer(new ServiceError('login.refused', 'no'))).open(
      { kind: 'password', userName: 'u', password: new Secret('p') },
      terms,
    );
    await expect(refused).rejects.toMatchObject({ code: 'login.refused' });
  });
});

it('a revocation names the token by its digest and who asks', async () => {
  const bus = new OneAnswer({});
  await new BusLogins(bus).revoke({ token: new Secret(TOKEN), hint: 'refresh_token', clientId: client, signerId: alice });
  expect(bus.requests).toEqual([{ tokenDigest: digest, hint: 'refresh_token', clientId: client, signerId: alice }]);
});
