import { ServiceError } from '@paraph/contracts';
import { Secret } from '@paraph/kernel';
import { z } from 'zod';
import type { LoginBy, OpenedLogin } from '../../domain/logins.js';
import { CscRefusal, refusals } from '../csc-error.js';
import type { Dialect } from './dialect.js';
import { decode, member } from './member.js';
import { clientData, flag, secretText } from './members-in-common.js';
import type { Served } from './shape.js';

/** Longest that the contract takes, in characters. */
const LONGEST = { userName: 200, password: 1_000 };

const malformedPair = refusals.bad('Malformed username-password.');
const malformedRefresh = refusals.bad('Invalid string parameter: refresh_token');
const request = z.object({
  refresh_token: member(secretText().optional(), { invalid: malformedRefresh }),
  rememberMe: flag('rememberMe'),
  clientData: clientData(),
});
const answer = z.object({ access_token: z.string(), refresh_token: z.string().optional(), expires_in: z.int() });

/** CSC `auth/login` (11.2 of both versions), by Basic (RFC 7617) or by the refresh token of an earlier login. */
export function authLogin({ words }: Dialect): Served {
  return {
    shape: {
      name: 'auth/login',
      clause: '11.2',
      access: 'login',
      request,
      answers: { 200: answer },
      refusals: [words.malformedLogin, malformedPair, refusals.unknownRefreshToken, refusals.login],
    },
    serve: ({ accounts: { logins } }) => ({
      access: 'login',
      answer: async (members, authorization, address) => {
        // 1. The header, which stands first in the table.
        const pair = authorization === undefined ? undefined : basicOf(authorization);
        if (pair === undefined && (authorization !== undefined || !members.has('refresh_token'))) throw new CscRefusal(words.malformedLogin);

        // 2. The body. One of the two opens a login, not both (11.2).
        const { refresh_token: token, rememberMe } = await decode(request, members);
        if (pair !== undefined && token !== undefined) throw new CscRefusal(malformedRefresh);
        const by = pair === undefined ? byRefresh(token) : byPassword(pair);
        return { status: 200, body: bodyOf(await logins.open(by, { rememberMe, address }).catch(inWords)) };
      },
    }),
  };
}

/** What stands behind `Basic`, or `undefined` for any other header. */
function basicOf(authorization: string): Secret | undefined {
  const [, encoded] = /^Basic +([A-Za-z0-9+/]+={0,2})$/i.exec(authorization) ?? [];
  return encoded === undefined ? undefined : new Secret(Buffer.from(encoded, 'base64').toString('utf8'));
}

function byPassword(pair: Secret): LoginBy {
  const text = pair.reveal();
  const colon = text.indexOf(':');
  if (colon < 1 || colon === text.length - 1) throw new CscRefusal(malformedPair);
  const userName = text.slice(0, colon);
  const password = new Secret(text.slice(colon + 1));
  // Nobody is called so, and no password is as long.
  if (userName.length > LONGEST.userName || password.reveal().length > LONGEST.password) throw new CscRefusal(refusals.login);
  return { kind: 'password', userName, password };
}

function byRefresh(token: Secret | undefined): LoginBy {
  if (token === undefined) throw new CscRefusal(malformedRefresh);
  return { kind: 'refresh-token', token };
}

function bodyOf({ accessToken, refreshToken, lifetime }: OpenedLogin): z.output<typeof answer> {
  return { access_token: accessToken.reveal(), ...(refreshToken === undefined ? {} : { refresh_token: refreshToken.reveal() }), expires_in: lifetime };
}

function inWords(failure: unknown): never {
  if (failure instanceof ServiceError && failure.code === 'token.unknown') throw new CscRefusal(refusals.unknownRefreshToken, { cause: failure });
  throw failure;
}
