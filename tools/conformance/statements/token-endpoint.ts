import { expectEmpty, expectJson, expectRefused, expectThat, textOf } from '../expect.ts';
import type { Probe } from '../service/probe.ts';
import { both, NotApplicable, type Statement } from '../statement.ts';

/** `oauth2/token` and `oauth2/revoke` (CSC v1 8.3.3 and 8.3.4, v2 8.4.4 and 8.4.5). */
export const tokenEndpoint: readonly Statement[] = [
  {
    id: 'CSC-147',
    versions: both,
    says: 'what is missing is named',
    check: async (p) => {
      const door = await p.door();
      const { clientSecret } = door.client('A');
      const missing = (name: string) => ({ description: `Missing parameter ${name}` });
      expectRefused(await door.post('token', { scope: 'service' }), missing('grant_type'));
      expectRefused(await door.post('token', { grant_type: 'authorization_code' }), missing('code'));
      expectRefused(await door.post('token', { grant_type: 'refresh_token' }), missing('refresh_token'));
      expectRefused(await door.post('token', { grant_type: 'client_credentials', client_secret: clientSecret }, { headers: {} }), missing('client_id'));
    },
  },
  {
    id: 'CSC-148',
    versions: both,
    says: 'what is wrong is named',
    check: async (p) => {
      const door = await p.door();
      const { clientId, clientSecret } = door.client('A');
      const invalid = (name: string) => ({ description: `Invalid parameter ${name}` });
      expectRefused(await door.post('token', { grant_type: 'password' }), invalid('grant_type'));
      const ask = (client_id: string, client_secret: string) =>
        door.post('token', { grant_type: 'client_credentials', client_id, client_secret }, { headers: {} });
      expectRefused(await ask('nobody', clientSecret), invalid('client_id'));
      expectRefused(await ask(clientId, 'wrong'), invalid('client_secret'));
    },
  },
  {
    id: 'CSC-149',
    versions: both,
    says: 'a client must show who it is',
    check: async (p) => {
      const door = await p.door();
      const { clientId } = door.client('A');
      const answer = await door.post('token', { grant_type: 'client_credentials', client_id: clientId }, { headers: {} });
      expectRefused(answer, { status: [400, 401], description: 'Client authorization required' });
    },
  },
  {
    id: 'CSC-150',
    versions: both,
    says: 'the secret may come by HTTP Basic, the name nowhere else',
    check: async (p) => {
      const door = await p.door();
      expectJson(await door.post('token', { grant_type: 'client_credentials', scope: 'service' }));
    },
  },
  {
    id: 'CSC-151',
    versions: both,
    says: 'the secret may come in the form',
    check: async (p) => {
      const door = await p.door();
      const { clientId, clientSecret } = door.client('A');
      const fields = { grant_type: 'client_credentials', scope: 'service', client_id: clientId, client_secret: clientSecret };
      expectJson(await door.post('token', fields, { headers: {} }));
    },
  },
  {
    id: 'CSC-152',
    versions: both,
    says: 'no credential is authorised by the client itself',
    check: async (p) => {
      const door = await p.door();
      expectRefused(await door.post('token', { grant_type: 'client_credentials', scope: 'credential' }), { error: ['invalid_scope', 'invalid_request'] });
    },
  },
  {
    id: 'CSC-153',
    versions: both,
    says: 'a refresh token opens a new bearer token',
    check: async (p) => {
      const refreshed = expectJson(await refresh(p, await refreshToken(p)));
      expectThat(refreshed['token_type'] === 'Bearer', 'token_type Bearer', refreshed['token_type']);
      expectJson(await p.call('credentials/list', {}, { bearer: textOf(refreshed, 'access_token') }));
    },
  },
  {
    id: 'CSC-154',
    versions: both,
    says: 'a refresh token nobody gave out is refused',
    check: async (p) => {
      expectRefused(await refresh(p, 'zz'), { error: 'invalid_grant', description: 'Invalid parameter refresh_token' });
      return 'the half about an expired one is not tried: nobody waits as long';
    },
  },
  {
    id: 'CSC-155',
    versions: both,
    says: 'a revoked token is over',
    check: async (p) => {
      const door = await p.door();
      const bearer = await p.freshToken();
      expectJson(await p.call('credentials/list', {}, { bearer }));
      expectEmpty(await door.post('revoke', { token: bearer }));
      expectRefused(await p.call('credentials/list', {}, { bearer }), { status: 401, error: ['invalid_token', 'expired_token'] });
    },
  },
  {
    id: 'CSC-156',
    versions: both,
    says: 'revoke needs a token that is there, and knows two hints',
    check: async (p) => {
      const door = await p.door();
      expectRefused(await door.post('revoke', {}), { description: 'Missing parameter token' });
      expectRefused(await door.post('revoke', { token: await p.token(), token_type_hint: 'x' }), { description: 'Invalid parameter token_type_hint' });
      expectRefused(await door.post('revoke', { token: 'zz' }), { description: 'Invalid string parameter token' });
      expectJson(await p.call('credentials/list', {}));
    },
  },
];

async function refreshToken(p: Probe): Promise<string> {
  const granted = await p.granted({ scope: 'service' });
  if (granted['refresh_token'] === undefined) throw new NotApplicable('no refresh token comes with a service token');
  return textOf(granted, 'refresh_token');
}

async function refresh(p: Probe, token: string) {
  const door = await p.door();
  return door.post('token', { grant_type: 'refresh_token', refresh_token: token });
}
