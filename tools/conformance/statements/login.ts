import { expectEmpty, expectJson, expectRefused, expectThat, textOf } from '../expect.ts';
import type { Probe } from '../service/probe.ts';
import type { Answer } from '../service/wire.ts';
import { both, NotApplicable, type Statement } from '../statement.ts';

const dead = { status: 401, error: ['expired_token', 'invalid_token'] } as const;

/** `auth/login` and `auth/revoke` (CSC v1 11.2 and 11.3, v2 the same). */
export const login: readonly Statement[] = [
  { id: 'CSC-022', versions: both, says: 'user name and password open a token', check: async (p) => void (await logIn(p)) },
  {
    id: 'CSC-023',
    versions: both,
    says: 'without being asked to remember, no refresh token',
    check: async (p) => {
      const answer = expectJson(await answerTo(p, {}));
      expectThat(answer['refresh_token'] === undefined, 'no refresh_token', 'one');
    },
  },
  { id: 'CSC-024', versions: both, says: 'rememberMe gives a refresh token', check: async (p) => void (await remembered(p)) },
  {
    id: 'CSC-025',
    versions: both,
    says: 'a refresh token logs in without the password',
    check: async (p) => {
      const { refresh, access } = await remembered(p);
      const again = textOf(expectJson(await p.call('auth/login', { refresh_token: refresh }, { bearer: null })), 'access_token');
      expectThat(again !== access, 'a new token', 'the same');
      expectJson(await p.call('credentials/list', {}, { bearer: again }));
    },
  },
  {
    id: 'CSC-026',
    versions: both,
    says: 'neither password nor refresh token: 401',
    check: async (p) => {
      await p.needs('auth/login');
      const description = p.version === 'v1' ? 'Malformed authentication parameter.' : 'Malformed authentication parameter';
      expectRefused(await p.call('auth/login', {}, { bearer: null }), { status: 401, description });
    },
  },
  {
    id: 'CSC-027',
    versions: both,
    says: 'what is no user name with a password is refused',
    check: async (p) => {
      await p.needs('auth/login');
      expectRefused(await answerTo(p, {}, 'nocolon'), { description: 'Malformed username-password.' });
    },
  },
  {
    id: 'CSC-028',
    versions: both,
    says: 'a wrong password is refused without a reason',
    check: async (p) => {
      await p.needs('auth/login');
      const { userName } = account(p);
      expectRefused(await answerTo(p, {}, `${userName}:wrong`), {
        error: 'authentication_error',
        description: 'An error occurred during authentication process',
      });
      // The right one still opens, and takes the wrong try back.
      await logIn(p);
    },
  },
  {
    id: 'CSC-029',
    versions: both,
    says: 'a refresh token must be a text',
    check: async (p) => {
      await p.needs('auth/login');
      expectRefused(await p.call('auth/login', { refresh_token: 5 }, { bearer: null }), { description: 'Invalid string parameter: refresh_token' });
    },
  },
  {
    id: 'CSC-030',
    versions: both,
    says: 'an unknown refresh token is refused',
    check: async (p) => {
      await p.needs('auth/login');
      expectRefused(await p.call('auth/login', { refresh_token: 'zz' }, { bearer: null }), { description: 'Invalid refresh_token' });
    },
  },
  {
    id: 'CSC-031',
    versions: both,
    says: 'a token revokes itself at once',
    check: async (p) => {
      const bearer = await logIn(p);
      expectEmpty(await p.call('auth/revoke', { token: bearer }, { bearer }));
      expectRefused(await p.call('credentials/list', {}, { bearer }), dead);
    },
  },
  {
    id: 'CSC-032',
    versions: both,
    says: 'revoking an access token leaves its refresh token',
    check: async (p) => {
      const { refresh, access } = await remembered(p);
      expectEmpty(await p.call('auth/revoke', { token: access, token_type_hint: 'access_token' }, { bearer: access }));
      textOf(expectJson(await p.call('auth/login', { refresh_token: refresh }, { bearer: null })), 'access_token');
    },
  },
  {
    id: 'CSC-033',
    versions: both,
    says: 'revoking a refresh token ends its access tokens',
    check: async (p) => {
      const { refresh, access } = await remembered(p);
      expectEmpty(await p.call('auth/revoke', { token: refresh, token_type_hint: 'refresh_token' }, { bearer: access }));
      expectRefused(await p.call('credentials/list', {}, { bearer: access }), dead);
      expectRefused(await p.call('auth/login', { refresh_token: refresh }, { bearer: null }), { description: 'Invalid refresh_token' });
    },
  },
  {
    id: 'CSC-034',
    versions: both,
    says: 'revoke must name a token',
    check: async (p) => {
      await p.needs('auth/revoke');
      const description = 'Missing (or invalid type) string parameter token';
      expectRefused(await p.call('auth/revoke', {}), { description });
      expectRefused(await p.call('auth/revoke', { token: 7 }), { description });
    },
  },
  {
    id: 'CSC-035',
    versions: both,
    says: 'revoke knows two hints',
    check: async (p) => {
      await p.needs('auth/revoke');
      const token = await p.token();
      expectRefused(await p.call('auth/revoke', { token, token_type_hint: 'x' }), { description: 'Invalid string parameter token_type_hint' });
      expectJson(await p.call('credentials/list', {}));
    },
  },
  {
    id: 'CSC-036',
    versions: both,
    says: 'an unknown token cannot be revoked',
    check: async (p) => {
      await p.needs('auth/revoke');
      expectRefused(await p.call('auth/revoke', { token: 'zz' }), { description: 'Invalid string parameter token' });
    },
  },
];

function account(p: Probe): { readonly userName: string; readonly password: string } {
  const found = p.user('U1').login;
  if (!found) throw new NotApplicable('the fixtures name no login of U1');
  p.wire.keep(found.password);
  return found;
}

function answerTo(p: Probe, body: object, pair?: string): Promise<Answer> {
  const { userName, password } = account(p);
  const authorization = `Basic ${Buffer.from(pair ?? `${userName}:${password}`).toString('base64')}`;
  return p.call('auth/login', body, { bearer: null, headers: { authorization } });
}

async function remembered(p: Probe): Promise<{ readonly access: string; readonly refresh: string }> {
  await p.needs('auth/login');
  const answer = expectJson(await answerTo(p, { rememberMe: true }));
  const refresh = textOf(answer, 'refresh_token');
  p.wire.keep(refresh);
  return { access: textOf(answer, 'access_token'), refresh };
}

/** `TL`: a fresh token of U1 by user name and password. */
export async function logIn(p: Probe): Promise<string> {
  await p.needs('auth/login');
  const token = textOf(expectJson(await answerTo(p, {})), 'access_token');
  p.wire.keep(token);
  return token;
}
