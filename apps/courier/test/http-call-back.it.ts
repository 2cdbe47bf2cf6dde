import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SystemClock } from '@paraph/kernel';
import { once } from 'node:events';
import { createServer as createPlainServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { HttpCallBack, type Resolve } from '../src/adapters/http-call-back.js';
import { isPublic } from '../src/adapters/public-network.js';
import { AnnounceResult } from '../src/domain/announce-result.js';
import { serverCertificate } from './server-certificate.js';

interface Seen {
  readonly method: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

const certificate = serverCertificate();
const seen: Seen[] = [];
const sockets = new Set<Socket>();
let connections = 0;
let status: number | 'hang' | 'endless' = 204;
const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  seen.push({ method: request.method, headers: request.headers, body: await text(request) });
  if (status === 'hang') return;
  if (status === 'endless') {
    response.writeHead(200);
    for (let chunk = 0; chunk < 1_000 && response.write(Buffer.alloc(65_536)); chunk += 1);
    return;
  }
  response.writeHead(status, status < 400 && status >= 300 ? { location: `http://127.0.0.1:${portOf(plain)}/elsewhere` } : {}).end();
};
const secure = createServer({ key: certificate.key, cert: certificate.cert }, (request, response) => void answer(request, response));
const plain = createPlainServer((request, response) => void answer(request, response));
const portOf = (server: Server): number => (server.address() as AddressInfo).port;

beforeAll(async () => {
  certificate.trust();
  for (const server of [secure, plain]) {
    server.on('connection', (socket: Socket) => {
      connections += 1;
      sockets.add(socket);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
});
afterAll(() => {
  certificate.distrust();
  for (const socket of sockets) socket.destroy();
  secure.close();
  plain.close();
});
beforeEach(() => {
  seen.length = 0;
  connections = 0;
  status = 204;
});

/** What names stand for in these tests. */
const names: Record<string, readonly string[]> = {};
const resolve: Resolve = (host) => {
  const found = names[host];
  return found ? Promise.resolve(found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))) : Promise.reject(new Error('no such name'));
};
const url = (path = '/done', host = 'localhost'): URL => new URL(`https://${host}:${portOf(secure)}${path}`);
const outcome = async (work: Promise<void>): Promise<string> =>
  work.then(
    () => 'taken',
    (error: unknown) => String((error as Error).message),
  );

describe('a call-back in a trial', () => {
  const trial = new HttpCallBack('any', { resolve, timeoutMs: 700 });
  beforeAll(() => void (names['localhost'] = ['127.0.0.1']));

  it('posts the JSON it is given over https, and nothing that opens a door', async () => {
    await trial.post(url('/done?for=them'), '{"responseID":"att_1"}');
    expect(seen).toEqual([{ method: 'POST', body: '{"responseID":"att_1"}', headers: expect.objectContaining({ 'content-type': 'application/json' }) }]);
    expect(Object.keys(seen[0]?.headers ?? {}).toSorted()).toEqual(['connection', 'content-length', 'content-type', 'host', 'user-agent']);
  });

  it.each([200, 201, 202, 204])('is taken with %i', async (code) => {
    status = code;
    expect(await outcome(trial.post(url(), '{}'))).toBe('taken');
  });

  it.each([301, 302, 303, 307, 308])('does not follow %i', async (code) => {
    status = code;
    expect(await outcome(trial.post(url(), '{}'))).toBe(`redirect (${code})`);
    expect([seen.length, connections]).toEqual([1, 1]);
  });

  it.each([400, 401, 404, 410, 429, 500, 503])('is refused with %i', async (code) => {
    status = code;
    expect(await outcome(trial.post(url(), '{}'))).toBe(`refused (${code})`);
  });

  it('waits no longer than it may, for an answer or for a name', async () => {
    status = 'hang';
    expect(await outcome(trial.post(url(), '{}'))).toBe('late');
    expect(await outcome(new HttpCallBack('any', { resolve: () => new Promise(() => undefined), timeoutMs: 100 }).post(url(), '{}'))).toBe('late');
  });

  it('reads nothing of an answer that does not end', async () => {
    status = 'endless';
    expect(await outcome(trial.post(url(), '{}'))).toBe('taken');
  });

  it('speaks http on this machine, and nowhere else', async () => {
    expect(await outcome(trial.post(new URL(`http://127.0.0.1:${portOf(plain)}/done`), '{}'))).toBe('taken');
    names['app.example'] = ['127.0.0.1'];
    for (const address of [`http://app.example:${portOf(plain)}/`, 'http://192.168.0.1/', 'ftp://127.0.0.1/', 'file:///etc/passwd'])
      expect(await outcome(trial.post(new URL(address), '{}'))).toBe('address');
    expect(seen).toHaveLength(1);
  });

  it('takes no certificate of another host', async () => {
    names['app.example'] = ['127.0.0.1'];
    expect(await outcome(trial.post(url('/', 'app.example'), '{}'))).toBe('unreachable');
    certificate.distrust();
    expect(await outcome(trial.post(url(), '{}'))).toBe('unreachable');
    certificate.trust();
    expect(seen).toHaveLength(0);
  });

  it('finds a server that is away, and a name that is none, unreachable', async () => {
    expect(await outcome(trial.post(new URL('https://127.0.0.1:1/'), '{}'))).toBe('unreachable');
    expect(await outcome(trial.post(url('/', 'nobody.example'), '{}'))).toBe('unreachable');
  });
});

describe('a call-back of a provider', () => {
  const one = new HttpCallBack('public', { resolve, timeoutMs: 700 });

  it('speaks https only', async () => {
    expect(await outcome(one.post(new URL(`http://127.0.0.1:${portOf(plain)}/`), '{}'))).toBe('address');
    expect(connections).toBe(0);
  });

  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.9',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.1.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '[::1]',
    '[::]',
    '[fc00::1]',
    '[fe80::1]',
    '[ff02::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:10.0.0.1]',
    '2130706433',
    '0x7f.1',
    '017700000001',
  ])('connects to no such address: %s', async (host) => {
    expect(await outcome(one.post(url('/', host), '{}'))).toBe('network');
    expect(connections).toBe(0);
  });

  it.each([
    ['this machine', ['127.0.0.1']],
    ['a private network', ['10.0.0.5']],
    ['the metadata of a cloud', ['169.254.169.254']],
    ['one public address and one that is not', ['93.184.215.14', '127.0.0.1']],
    ['the same the other way round', ['::1', '2606:4700:4700::1111']],
    ['a mapped address', ['::ffff:127.0.0.1']],
  ])('connects to no name that stands for %s', async (_what, addresses) => {
    names['rebound.example'] = addresses;
    expect(await outcome(one.post(url('/', 'rebound.example'), '{}'))).toBe('network');
    expect(connections).toBe(0);
  });

  describe('for which this machine’s first address is public, as nothing on loopback is', () => {
    const judge = (address: string): boolean => address === '127.0.0.1' || isPublic(address);
    const local = new HttpCallBack('public', { resolve, timeoutMs: 700, judge });

    it('connects where all addresses of a name are public', async () => {
      names['localhost'] = ['127.0.0.1'];
      expect(await outcome(local.post(url(), '{}'))).toBe('taken');
      expect([connections, seen.length]).toEqual([1, 1]);
    });

    it('does not where one of them is not', async () => {
      names['localhost'] = ['127.0.0.1', '127.0.0.2'];
      expect(await outcome(local.post(url(), '{}'))).toBe('network');
      expect(connections).toBe(0);
    });

    it('asks for a name once and connects to what was judged: an answer that changes in between changes nothing', async () => {
      let asked = 0;
      const rebinding: Resolve = () => Promise.resolve([{ address: (asked += 1) === 1 ? '127.0.0.1' : '127.0.0.2', family: 4 }]);
      expect(await outcome(new HttpCallBack('public', { resolve: rebinding, timeoutMs: 700, judge }).post(url(), '{}'))).toBe('taken');
      expect([asked, connections]).toEqual([1, 1]);
    });
  });
});

describe('an announcement', () => {
  const announce = new AnnounceResult(new HttpCallBack('any', { resolve, timeoutMs: 700 }), new SystemClock());

  it('carries the id and nothing else', async () => {
    await announce.run('att_abc', url().href);
    expect(seen.map(({ body }) => JSON.parse(body) as unknown)).toEqual([{ responseID: 'att_abc' }]);
  });

  it.each(['', 'nonsense', 'https://user@localhost/', 'https://user:word@localhost/', 'https://'])('goes to no such address: %j', async (address) => {
    await expect(announce.run('att_abc', address)).rejects.toMatchObject({ code: 'message.undeliverable' });
    expect(connections).toBe(0);
  });
});
