import { connect } from 'node:tls';
import { setTimeout as sleep } from 'node:timers/promises';
import { expectEmpty, expectJson, expectNothingFor, expectRefused, expectThat, textOf, textsOf } from '../expect.ts';
import type { Probe } from '../service/probe.ts';
import type { Answer } from '../service/wire.ts';
import { both, NotApplicable, type Statement } from '../statement.ts';
import { logIn } from './login.ts';

const everyMethod = [
  'info', 'auth/login', 'auth/revoke', 'credentials/create', 'credentials/delete', 'credentials/list', 'credentials/info', 'credentials/authorize',
  'credentials/authorizeCheck', 'credentials/getChallenge', 'credentials/extendTransaction', 'credentials/sendOTP', 'signatures/signHash',
  'signatures/signDoc', 'signatures/signPolling', 'signatures/timestamp',
]; // prettier-ignore

/** Tokens, errors and TLS, whatever the method (CSC v1 10, v2 10). */
export const transport: readonly Statement[] = [
  {
    id: 'CSC-014',
    versions: both,
    says: 'a header that is no bearer token is a bad request',
    check: async (p) => {
      const description = p.names.malformedHeader;
      const expected = description === undefined ? {} : { description };
      for (const authorization of ['Foo abc', 'Bearer', 'Bearer a b'])
        expectRefused(await p.call('credentials/list', {}, { bearer: null, headers: { authorization } }), expected);
      expectRefused(await p.call('credentials/list', {}, { bearer: null }), expected);
    },
  },
  {
    id: 'CSC-015',
    versions: both,
    says: 'an expired token is refused with 401',
    waits: true,
    check: async (p) => {
      const door = await p.door();
      door.client('SHORT');
      const { tokenSeconds } = p.fixtures.clients.SHORT ?? { tokenSeconds: 0 };
      const granted = expectJson(await door.post('token', { grant_type: 'client_credentials', scope: 'service' }, { client: 'SHORT' }));
      const bearer = textOf(granted, 'access_token');
      await sleep(tokenSeconds * 1_000 + 1_500);
      expectRefused(await p.call('credentials/list', {}, { bearer }), { status: 401, error: ['expired_token', 'invalid_token'] });
    },
  },
  {
    id: 'CSC-016',
    versions: both,
    says: 'a revoked token is refused',
    check: async (p) => {
      const bearer = await logIn(p);
      expectJson(await p.call('credentials/list', {}, { bearer }));
      expectEmpty(await p.call('auth/revoke', { token: bearer }, { bearer }));
      expectRefused(await p.call('credentials/list', {}, { bearer }), { status: 401, error: ['expired_token', 'invalid_token'] });
    },
  },
  {
    id: 'CSC-017',
    versions: both,
    says: 'every refusal is a JSON object with an error',
    check: async (p) => {
      const refusals: Answer[] = [
        await p.call('credentials/info', {}),
        await p.call('credentials/list', {}, { bearer: 'nobody-gave-this-out' }),
        await p.call('credentials/list', {}, { bearer: null }),
        await p.call('there/is-nothing', {}),
        await p.send('info', '['),
        await p.wire.send({ method: 'GET', url: new URL(`${p.base}/credentials/list`) }),
      ];
      for (const { status, json, text, headers } of refusals) {
        const said = json?.['error_description'];
        const holds = status >= 400 && status < 502 && typeof json?.['error'] === 'string' && (said === undefined || typeof said === 'string');
        expectThat(
          holds && (headers['content-type'] ?? '').startsWith('application/json'),
          'a refusal with error and perhaps error_description',
          `${status} ${text.slice(0, 120)}`,
        );
      }
    },
  },
  {
    id: 'CSC-019',
    versions: both,
    says: 'a known method that is not offered is told so',
    check: async (p) => {
      const offered = textsOf(await p.info(), 'methods');
      const missing = everyMethod.filter((method) => method !== 'info' && !offered.includes(method));
      if (missing.length === 0) throw new NotApplicable('every method is offered');
      for (const method of missing) expectNothingFor(await p.call(method, {}), [501, 404]);
    },
  },
  { id: 'CSC-021', versions: both, says: 'only TLS 1.2 and newer', check: requireTls },
];

async function requireTls(p: Probe): Promise<void> {
  const { protocol, hostname, port } = new URL(p.base);
  if (protocol !== 'https:') throw new NotApplicable('the address under test is not https');
  const speaks = (version: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'): Promise<boolean> =>
    new Promise((resolve) => {
      const lookup = hostname.endsWith('.localhost') ? '127.0.0.1' : hostname;
      // What is asked here is whether the version is spoken, not by whom.
      const socket = connect({
        host: lookup,
        servername: hostname,
        port: Number(port || 443),
        minVersion: version,
        maxVersion: version,
        rejectUnauthorized: false,
        ciphers: 'DEFAULT@SECLEVEL=0',
      });
      socket.once('secureConnect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('close', () => resolve(false)).unref();
      socket.setTimeout(5_000, () => socket.destroy());
    });
  expectThat(await speaks('TLSv1.2'), 'TLS 1.2', 'no connection');
  expectThat(!(await speaks('TLSv1.1')), 'no TLS 1.1', 'a connection');
}
