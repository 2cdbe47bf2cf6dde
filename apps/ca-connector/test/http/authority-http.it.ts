import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { Secret } from '@paraph/kernel';
import { TLSSocket } from 'node:tls';
import { inspect } from 'node:util';
import { AuthorityHttp, type AuthorityReply } from '../../src/adapters/http/authority-http.js';
import type { ConnectionSettings } from '../../src/adapters/http/connection.settings.js';
import { FaultyPeer, type PeerAnswer, type PeerRequest } from '../faulty-peer.js';
import { TestPki } from '../test-pki.js';

const PASSWORD = 'correct-horse-battery';
let pki: TestPki;
let peer: FaultyPeer;
let asked: PeerRequest | undefined;
let clientName: string | string[] | undefined;
let answer: PeerAnswer = { status: 200, body: 'yes' };
const opened: AuthorityHttp[] = [];

beforeAll(async () => {
  pki = await TestPki.create();
  const { cert, key, ca } = await pki.tls('localhost');
  peer = await FaultyPeer.start(
    (request) => {
      asked = request;
      // Once the connection has ended it is not known any more.
      clientName = request.socket instanceof TLSSocket ? request.socket.getPeerCertificate().subject?.CN : undefined;
      return answer;
    },
    { cert, key, ca, requestCert: true, rejectUnauthorized: false },
  );
});

afterEach(async () => {
  answer = { status: 200, body: 'yes' };
  asked = undefined;
  await peer.recover();
  await Promise.all(opened.splice(0).map((one) => one.close()));
});

afterAll(async () => peer.stop());

async function ask(
  change: Partial<ConnectionSettings> = {},
  request: { path?: string; within?: AbortSignal; origin?: string; maxBytes?: number } = {},
): Promise<AuthorityReply> {
  const { ca } = await pki.tls('client');
  const http = new AuthorityHttp({ anchors: [ca], ...change });
  opened.push(http);
  const { path = '/enrol', within = AbortSignal.timeout(5_000), origin = peer.origin, maxBytes = 1_000 } = request;
  return http.request({
    method: 'POST',
    url: new URL(path, origin),
    body: Uint8Array.of(1, 2),
    headers: { 'content-type': 'application/pkcs10' },
    maxBytes,
    within,
  });
}

const refusal = async (work: Promise<unknown>): Promise<ServiceError> => {
  const error: unknown = await work.then(
    () => undefined,
    (failure: unknown) => failure,
  );
  if (error instanceof ServiceError) return error;
  throw new Error('it was not refused', { cause: error });
};

describe('a question to an authority’s server', () => {
  it('arrives whole, and so does the answer, whatever its status', async () => {
    answer = { status: 202, headers: { 'Retry-After': '7' }, body: 'later' };
    const { status, headers, body } = await ask();
    expect([status, headers['retry-after'], Buffer.from(body).toString()]).toEqual([202, '7', 'later']);
    expect(asked).toMatchObject({ method: 'POST', path: '/enrol', body: Uint8Array.of(1, 2) });
    expect(asked?.headers).toMatchObject({ 'content-type': 'application/pkcs10' });
    expect(asked?.headers.authorization).toBeUndefined();
  });

  it('carries the login and the client’s certificate', async () => {
    const { cert, key } = await pki.tls('registration.example');
    await ask({ clientCertificate: cert, clientKey: new Secret(key), login: { user: 'ra', password: new Secret(PASSWORD) } });
    expect(asked?.headers.authorization).toBe(`Basic ${Buffer.from(`ra:${PASSWORD}`).toString('base64')}`);
    expect(clientName).toBe('registration.example');
  });

  it.each<[string, Partial<ConnectionSettings>, RegExp]>([
    ['of another name', { serverName: 'elsewhere.example' }, /for another name/],
    ['that leads to no anchor', { anchors: [] }, /leads to no anchor/],
  ])('does not reach a server %s', async (_what, change, words) => {
    const before = peer.reached;
    const error = await refusal(ask({ ...change, login: { user: 'ra', password: new Secret(PASSWORD) } }));
    expect([error.code, peer.reached]).toEqual(['authority.unavailable', before]);
    expect(error.detail).toMatch(words);
  });

  it.each([301, 302, 307, 308])('does not follow a redirect (%i)', async (status) => {
    answer = { status, headers: { location: `${peer.origin}/elsewhere` }, body: '' };
    const before = peer.reached;
    expect((await refusal(ask())).detail).toMatch(/redirect/);
    expect(peer.reached).toBe(before + 1);
  });

  it('goes nowhere without TLS, but on this machine', async () => {
    const error = await refusal(ask({}, { origin: 'http://ca.example' }));
    expect([error.code, error.detail]).toEqual(['authority.unavailable', expect.stringMatching(/neither https nor on this machine/)]);
  });

  it.each(['refused', 'cut', 'endless'] as const)('has no answer when the peer is %s', async (fault) => {
    await peer.suffer(fault);
    expect((await refusal(ask())).code).toBe('authority.unavailable');
    await peer.recover();
    expect((await ask()).status).toBe(200);
  });

  it('takes an answer of the greatest length, and none that is one byte longer', async () => {
    answer = { status: 200, body: 'x'.repeat(1_000) };
    expect((await ask()).body).toHaveLength(1_000);
    answer = { status: 200, body: 'x'.repeat(1_001) };
    expect((await refusal(ask())).detail).toMatch(/does not end/);
  });

  it('ends when it is told to', async () => {
    await peer.suffer('silent');
    const stop = new AbortController();
    const error = refusal(ask({}, { within: stop.signal }));
    stop.abort();
    expect((await error).detail).toMatch(/in time/);
  });

  it('has a connection of its own, so that nothing is left over for the next', async () => {
    const http = new AuthorityHttp({ anchors: [(await pki.tls('x')).ca] });
    opened.push(http);
    for (const body of ['one', 'two']) {
      answer = { status: 200, body };
      const reply = await http.request({ method: 'GET', url: new URL(peer.origin), maxBytes: 100, within: AbortSignal.timeout(5_000) });
      expect([Buffer.from(reply.body).toString(), asked?.headers.connection]).toEqual([body, 'close']);
    }
  });

  it('never tells a password or a key', async () => {
    const { cert, key } = await pki.tls('registration.example');
    await peer.suffer('refused');
    const error = await refusal(ask({ clientCertificate: cert, clientKey: new Secret(key), login: { user: 'ra', password: new Secret(PASSWORD) } }));
    const told = inspect(error, { depth: 10 });
    for (const secret of [PASSWORD, Buffer.from(`ra:${PASSWORD}`).toString('base64'), 'PRIVATE KEY']) expect(told).not.toContain(secret);
  });
});
