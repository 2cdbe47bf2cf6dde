import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, Secret } from '@paraph/kernel';
import { HttpSmsGateway } from '../src/adapters/http-sms-gateway.js';
import { aMessage } from './messages.js';
import { serverCertificate, type ServerCertificate } from './server-certificate.js';
import { HttpSmsServer } from './servers/http-sms-server.js';

const token = new Secret('letmein');
let server: HttpSmsServer;
let gateway: HttpSmsGateway;

beforeEach(async () => {
  server = await new HttpSmsServer().listen(0);
  gateway = new HttpSmsGateway({ url: new URL(`http://127.0.0.1:${server.port}/v1/messages`), token, timeoutMs: 300 });
});
afterEach(() => server.close());

const outcome = (work: Promise<void>): Promise<unknown> =>
  work.then(
    () => 'taken',
    (error: { reason?: unknown; details?: object }) => ({ reason: error.reason, ...error.details }),
  );

it('posts number and text, and nothing else', async () => {
  const messageId = newId('msg');
  await gateway.deliver(aMessage('sms', {}, messageId));
  expect(server.requests.map(({ body }) => JSON.parse(body) as unknown)).toEqual([{ to: '+33612345678', text: 'Code 123456' }]);
  expect(server.requests[0]?.headers).toMatchObject({ authorization: 'Bearer letmein', 'content-type': 'application/json', 'idempotency-key': messageId });
});

describe('a failure of the other side', () => {
  it('is answered with the same request once more', async () => {
    server.script.push(503);
    expect(await outcome(gateway.deliver(aMessage('sms')))).toBe('taken');
    const [first, second] = server.requests;
    expect(second?.body).toBe(first?.body);
    expect(second?.headers['idempotency-key']).toBe(first?.headers['idempotency-key']);
    expect(server.received).toHaveLength(1);
  });

  it('twice is the end, and the message may have gone', async () => {
    server.script.push(500, 502, 202);
    expect(await outcome(gateway.deliver(aMessage('sms')))).toEqual({ reason: 'refused', status: 502, maybeGone: true });
    expect(server.requests).toHaveLength(2);
  });

  it('before a refusal leaves open whether the message has gone', async () => {
    server.script.push(500, 422);
    expect(await outcome(gateway.deliver(aMessage('sms')))).toEqual({ reason: 'refused', status: 422, maybeGone: true });
  });

  it('of the network counts alike', async () => {
    server.behaviour = 'hang-up';
    expect(await outcome(gateway.deliver(aMessage('sms')))).toEqual({ reason: 'unreachable', maybeGone: true });
    expect(server.requests).toHaveLength(2);
  });
});

it.each([400, 401, 404, 422, 429, 301, 302, 307, 308])('%i is the end at once; nothing is sent elsewhere', async (status) => {
  server.script.push(status);
  expect(await outcome(gateway.deliver(aMessage('sms')))).toEqual({ reason: status === 429 ? 'busy' : 'refused', status, maybeGone: false });
  expect(server.requests).toHaveLength(1);
});

describe('over TLS', () => {
  let certificate: ServerCertificate;
  let secure: HttpSmsServer;
  beforeAll(async () => {
    certificate = serverCertificate();
    secure = await new HttpSmsServer(certificate).listen(0);
  });
  afterAll(() => secure.close());
  afterEach(() => certificate.distrust());
  const deliver = () => outcome(new HttpSmsGateway({ url: new URL(`https://localhost:${secure.port}/`), token }).deliver(aMessage('sms')));

  it('a server nobody vouches for is told nothing', async () => {
    expect(await deliver()).toMatchObject({ reason: 'unreachable' });
    expect(secure.requests).toEqual([]);
  });

  it('one whose authority is trusted takes the message', async () => {
    certificate.trust();
    expect(await deliver()).toBe('taken');
  });
});
