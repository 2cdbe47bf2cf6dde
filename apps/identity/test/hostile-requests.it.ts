import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Browser } from './browser.js';
import { REDIRECT, hashOf, pkce, Sca } from './sca.js';
import { runIdentity, type RunningIdentity } from './running-identity.js';

let identity: RunningIdentity;
let sca: Sca;
let other: Sca;
beforeAll(async () => {
  identity = await runIdentity();
  sca = await Sca.register(identity);
  other = await Sca.register(identity);
  await identity.database.query(`INSERT INTO signer_identity (signer_id, issuer, subject) VALUES ($1, $2, 'alice')`, [sca.signerId, identity.provider.issuer]);
});
afterAll(() => identity?.stop());

const one = hashOf('one');

/** Where a changed request leads: the error it comes back with, the page it ends at, or that the signer would be asked. */
async function ends(change: Readonly<Record<string, string | undefined>>): Promise<string> {
  const visit = await sca.authorize(sca.request({ ...sca.query([one]), ...change }), new Browser());
  if (visit.location === undefined) return `page ${visit.status}`;
  const { origin, searchParams } = new URL(visit.location);
  return origin === new URL(REDIRECT).origin ? String(searchParams.get('error')) : 'asked';
}

describe('a request nobody should answer', () => {
  it('has its control', async () => {
    expect(await ends({})).toBe('asked');
    expect(await ends({ response_mode: 'query' })).toBe('asked');
  });

  it.each([['state'], ['credentialID'], ['description'], ['clientData'], ['lang']])(
    'with a null character in %s is refused, and is no fault of ours',
    async (name) => {
      expect(await ends({ [name]: 'a\0b' })).toBe('invalid_request');
    },
  );

  it('with a null character for a client ends at a page', async () => {
    expect(await ends({ client_id: 'cli_\0' })).toBe('page 400');
    const answer = await sca.token({ grant_type: 'client_credentials', client_id: 'cli_\0', client_secret: 'x' }, {});
    expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
  });

  it.each(['\u0000', '\ud800'])('with a label that no database holds (%j) is refused before anybody approves it', async (odd) => {
    const push = (label: string) =>
      sca.post(
        '/oauth2/pushed_authorize',
        sca.request({ authorization_details: JSON.stringify(sca.details([one], { documentDigests: [{ hash: one, label }] })) }),
      );
    expect(await push(`a${odd}b`)).toMatchObject({ status: 400, body: { error: 'invalid_authorization_details' } });
    expect(await push('a\\u0000b')).toMatchObject({ status: 201 });
  });

  // A code in a fragment survives redirects, and a form of ours would post it from our origin (RFC 9700 section 4.1).
  it.each(['fragment', 'form_post', 'web_message', 'jwt'])('gets no answer by response_mode %s', async (mode) => {
    const visit = await sca.authorize(sca.request({ ...sca.query([one]), response_mode: mode }), new Browser());
    expect(`${visit.location} ${visit.text}`).toMatch(/invalid_request|unsupported_response_mode/);
    expect(`${visit.location} ${visit.text}`).not.toMatch(/statement=|code=/);
  });

  it.each([
    ['plain PKCE', { code_challenge_method: 'plain' }],
    ['PKCE without a method', { code_challenge_method: undefined }],
    ['no PKCE', { code_challenge: undefined, code_challenge_method: undefined }],
    ['no act', { prompt: 'none' }],
    ['an unsigned request object', { request: 'eyJhbGciOiJub25lIn0.e30.' }],
    ['an ID token', { response_type: 'code id_token' }],
    ['another resource', { resource: 'https://evil.example' }],
    ['another scope beside', { scope: 'openid credential' }],
  ])('is sent back with %s', async (_what, change) => {
    expect(await ends(change)).toMatch(/^(?:invalid_|unsupported_|interaction_|request_not)/);
  });

  it.each(['/../callback', '/callback?x', '/callback/', '/Callback', '/callback#x', '@evil.example/callback'])(
    'leads to no address but the registered one: %s',
    async (tail) => {
      expect(await ends({ redirect_uri: `https://sca.example${tail}` })).toBe('page 400');
    },
  );
});

describe('a code, a token', () => {
  it('is worth nothing to another client, and then still to its own', async () => {
    const { verifier, challenge } = pkce();
    const code = (await sca.approve(sca.request(sca.query([one]), challenge))).get('code') ?? '';
    const stolen = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT, code_verifier: verifier };
    expect(await other.token(stolen)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect([...identity.neighbours.drafts.values()].at(-1)).toMatchObject({ state: 'completed' });
    expect((await sca.redeem(code, verifier)).status).toBe(200);
  });

  it('of the service scope never becomes one that signs', async () => {
    const { body } = await sca.serviceToken();
    const refresh = (more: Readonly<Record<string, string>>, bearer = sca) =>
      bearer.token({ grant_type: 'refresh_token', refresh_token: String(body['refresh_token']), ...more });
    expect(await refresh({ scope: 'credential' })).toMatchObject({ status: 400, body: { error: 'invalid_scope' } });
    expect(await refresh({}, other)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    const alone = { grant_type: 'client_credentials' };
    expect(await sca.token({ ...alone, scope: 'service credential' })).toMatchObject({ status: 400, body: { error: 'invalid_scope' } });
    expect(await sca.token({ ...alone, authorization_details: JSON.stringify(sca.details([one])) })).toMatchObject({ status: 400 });
    const renewed = await refresh({});
    expect(renewed).toMatchObject({ status: 200, body: { scope: 'service' } });
    const widened = { refresh_token: String(renewed.body['refresh_token']), authorization_details: JSON.stringify(sca.details([one])) };
    expect(await refresh(widened)).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
  });
});
