/** Somebody on the wire: a client that speaks in clear, a broker that is none of ours, a broker that talks a client out of TLS. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from '@nats-io/transport-node';
import { connect as connectTcp, createServer, type Server, type Socket } from 'node:net';
import { startNats, type TestNats } from '@paraph/testing';
import { connectionOptions } from '../../src/index.js';
import { HostileBus } from './hostile-bus.js';

let bus: HostileBus;
let foreign: TestNats;

beforeAll(async () => {
  [bus, foreign] = await Promise.all([HostileBus.start(), startNats()]);
});
afterAll(() => Promise.all([bus.stop(), foreign.stop()]));

/** What a client that speaks in clear gets to read. */
async function inClear(words: string): Promise<string> {
  let heard = '';
  const socket = connectTcp(bus.nats.port, '127.0.0.1');
  socket.on('data', (chunk: Buffer) => {
    if (heard === '') socket.write(words);
    heard += chunk.toString();
  });
  await new Promise((done) => socket.once('close', done).once('error', done));
  return heard;
}

describe('the broker', () => {
  it('says that TLS is required, and nothing else before it', async () => {
    const heard = await inClear('CONNECT {"verbose":true}\r\nPING\r\nSUB > 1\r\n');
    expect(JSON.parse(heard.slice('INFO '.length, heard.indexOf('\r\n')))).toMatchObject({ tls_required: true });
    expect(heard).not.toMatch(/PONG|\+OK|MSG/);
  });
});

/** Whether a process gets a connection at its first attempt; a real one goes on trying for ever. */
async function connects(settings: { url: string; ca: string }): Promise<boolean> {
  const options = connectionOptions('sam', { ...settings, nkey: bus.nats.nkeys.sam });
  return connect({ ...options, reconnect: false, waitOnFirstConnect: false, timeout: 1_500 }).then(
    async (connection) => {
      await connection.close();
      return true;
    },
    () => false,
  );
}

describe('a process', () => {
  it('connects to the broker under the pinned authority: the control', async () => {
    expect(await connects({ url: bus.nats.url, ca: bus.nats.ca })).toBe(true);
  });

  it('does not connect to a broker under another authority', async () => {
    expect(await connects({ url: bus.nats.url, ca: foreign.ca })).toBe(false);
  });

  it.each([
    ['offers no TLS', {}],
    ['says that TLS is not needed', { tls_required: false, tls_available: false }],
    ['offers TLS and does not ask for it', { tls_required: false, tls_available: true }],
  ])('tells nothing to a broker that %s', async (_case, offer) => {
    const { port, heard, close } = await rogue({ server_id: 'R', version: '2.12.7', proto: 1, headers: true, max_payload: 1_048_576, nonce: 'abc', ...offer });
    expect(await connects({ url: `tls://127.0.0.1:${port}`, ca: bus.nats.ca })).toBe(false);
    expect(heard().replaceAll(/[^ -~]/g, '')).not.toMatch(/CONNECT|nkey|sig/);
    await close();
  });
});

interface Rogue {
  readonly port: number;
  readonly heard: () => string;
  readonly close: () => Promise<void>;
}

/** A broker that says what it likes and writes down what it hears. */
async function rogue(info: object): Promise<Rogue> {
  let text = '';
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
    socket.write(`INFO ${JSON.stringify(info)}\r\n`);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    heard: () => text,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}
