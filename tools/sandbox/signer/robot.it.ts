import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { activationChallenge, toBase64Url } from '@paraph/kernel';
import { ServedPage } from '../../../apps/approval/test/served-page.ts';
import { aDocument, aStatement, anEnrolment, anId, signed, statementSigner, types } from '../../../apps/approval/test/statement-builder.ts';
import { LOGIN_CLIENT } from '../idp/prepare.ts';
import { startProviderForTests, type ProviderForTests } from '../idp/provider-for-tests.ts';
import { approve, enrol, type Person } from './robot.ts';

const UID = 'V1StGXR8_Z5jdHi6B-myT';
const CLIENT = 'http://client.localhost:9/callback';
const HASH = String(aDocument()['hash']);

let served: ServedPage;
let provider: ProviderForTests;
let alice: Person;
/** What the stand-in for identity sends to the approval page. */
let statement: string;
let enrolment: string;
/** What was carried to it, by address. */
const acts = new Map<string, { readonly challenge: string; readonly act: Record<string, unknown> }>();
const ENROLMENT = anId('enr');

beforeAll(async () => {
  served = await ServedPage.start((request, response) => identity(request, response));
  provider = await startProviderForTests(served.identityOrigin);
  const [first] = provider.prepared.users;
  if (!first) throw new Error('the provider has no users');
  alice = first;
});

beforeEach(async () => {
  statement = await signed(served.sam, current());
  const iat = Math.floor(Date.now() / 1000);
  enrolment = await signed(served.sam, anEnrolment({ jti: ENROLMENT, iat, exp: iat + 300, register: [] }), { typ: types.enrolment });
  acts.clear();
  served.visits.length = 0;
});

afterAll(async () => {
  await served.stop();
  await provider.stop();
});

/** Identity as far as the signer sees it: redirects, and the enrolment page. The provider behind it is the real one. */
function identity(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', served.identityOrigin);
  const go = (location: string): void => void response.writeHead(303, { location }).end();
  const page = (status: number, html: string): void => void response.writeHead(status, { 'content-type': 'text/html' }).end(html);
  if (url.pathname === '/oauth2/authorize') return go(`${served.origin}/#uid=${UID}&statement=${statement}`);
  if (url.pathname === '/oauth2/service')
    return page(200, `<a href="/interaction/${UID}/login?lang=en">Go on</a> <a href="/interaction/${UID}/refuse">Refuse</a>`);
  if (url.pathname === `/interaction/${UID}/login`) return go(atProvider('n', 'login_1'));
  if (url.pathname === '/broken') return page(500, '<h1>Not today</h1>');
  if (url.pathname.endsWith('/act')) {
    void carried(request).then((found) => {
      acts.set(url.pathname, found);
      if (found.act['kind'] === 'begin' || found.act['kind'] === 'accept')
        return go(atProvider(found.challenge, url.pathname.includes('enrolment') ? 'enr_1' : 'act_1'));
      return page(400, '<h1>What is this</h1>');
    });
    return;
  }
  if (url.pathname.endsWith('/refuse')) return go(`${CLIENT}?error=access_denied`);
  if (url.pathname === '/login/oidc/callback') {
    if (url.searchParams.get('state') === 'enr_1') return url.searchParams.has('code') ? page(200, '<h1>Done</h1>') : page(403, '<h1>Refused</h1>');
    return go(`${CLIENT}?${url.searchParams.has('code') ? 'code=c1' : 'error=access_denied'}`);
  }
  if (url.pathname === `/enrolment/${ENROLMENT}`) return go(`${served.origin}/#statement=${enrolment}`);
  page(404, '<h1>Nothing here</h1>');
}

async function carried(request: IncomingMessage): Promise<{ challenge: string; act: Record<string, unknown> }> {
  let text = '';
  for await (const part of request) text += String(part);
  const form = new URLSearchParams(text);
  const act: unknown = JSON.parse(Buffer.from(form.get('act') ?? '', 'base64url').toString());
  return { challenge: form.get('challenge') ?? '', act: act as Record<string, unknown> };
}

function atProvider(nonce: string, state: string): string {
  const challenge = createHash('sha256').update('v'.repeat(43)).digest('base64url');
  const parameters = {
    client_id: LOGIN_CLIENT,
    redirect_uri: `${served.identityOrigin}/login/oidc/callback`,
    response_type: 'code',
    scope: 'openid',
    prompt: 'login',
    nonce,
    state,
  };
  return `${provider.plan.issuer}/auth?${new URLSearchParams({ ...parameters, code_challenge: challenge, code_challenge_method: 'S256' }).toString()}`;
}

function current(changes: Record<string, unknown> = {}): Record<string, unknown> {
  const iat = Math.floor(Date.now() / 1000);
  return aStatement({ iat, exp: iat + 300, ...changes });
}

const authorizeUrl = (): string => `${served.identityOrigin}/oauth2/authorize?request_uri=x`;

describe('the robot', () => {
  it('approves what the page shows, and comes back to the client', async () => {
    const end = await approve(authorizeUrl(), alice, { expect: { hashes: [HASH], labels: ['Invoice 2026-118.pdf'] } });
    expect(end.href).toBe(`${CLIENT}?code=c1`);
    const challenge = toBase64Url(activationChallenge(statement));
    expect(acts.get(`/interaction/${UID}/act`)).toEqual({ challenge, act: { kind: 'begin', means: 'oidc' } });
  });

  it('refuses when told to', async () => {
    expect((await approve(authorizeUrl(), alice, { refuse: true })).searchParams.get('error')).toBe('access_denied');
  });

  it('lets its caller see what is shown', async () => {
    const titles: string[] = [];
    await approve(authorizeUrl(), alice, { refuse: true, onShown: ({ view }) => titles.push(view?.title ?? '') });
    expect(titles).toEqual(['Sign this document?']);
  });

  it.each([
    ['other hashes', { hashes: [Buffer.alloc(32).toString('base64')] }],
    ['more hashes', { hashes: [HASH, HASH] }],
    ['other labels', { labels: ['Mortgage.pdf'] }],
  ])('does not approve where it expects %s', async (_, expected) => {
    await expect(approve(authorizeUrl(), alice, { expect: expected })).rejects.toThrow(/shows other/);
    expect(served.visits).toHaveLength(1);
  });

  it('does not approve a statement that the page would not show', async () => {
    statement = await signed(await statementSigner(), current());
    await expect(approve(authorizeUrl(), alice)).rejects.toThrow('statement.bad_signature');
    statement = await signed(served.sam, current({ exp: 1 }));
    await expect(approve(authorizeUrl(), alice)).rejects.toThrow('statement.expired');
    expect(served.visits).toHaveLength(2);
  });

  it('walks a request that needs only a login, or refuses it', async () => {
    const address = `${served.identityOrigin}/oauth2/service`;
    expect((await approve(address, alice)).searchParams.get('code')).toBe('c1');
    expect((await approve(address, alice, { refuse: true })).searchParams.get('error')).toBe('access_denied');
  });

  it('says so when the provider does not know the person', async () => {
    await expect(approve(authorizeUrl(), { ...alice, password: 'wrong' })).rejects.toThrow(/refused the login of alice: .*wrong/);
  });

  it('says what it met instead of the expected page', async () => {
    await expect(approve(`${served.identityOrigin}/broken`, alice)).rejects.toThrow(/did not return to the client: 500 at .*\/broken: "Not today"/);
  });

  it('enrols by accepting the terms', async () => {
    await expect(enrol(`${served.identityOrigin}/enrolment/${ENROLMENT}`, alice)).resolves.toBeUndefined();
    expect(acts.get(`/enrolment/${ENROLMENT}/act`)?.act).toEqual({ kind: 'accept' });
  });

  it('does not call an enrolment done that has no terms to accept', async () => {
    await expect(enrol(`${served.identityOrigin}/enrolment/enr_2`, alice)).rejects.toThrow(/with the terms, got 404 .*Nothing here/);
  });
});
