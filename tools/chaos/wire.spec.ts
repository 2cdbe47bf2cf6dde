import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { Wire } from './wire.ts';

let server: Server;
let wire: Wire;
beforeAll(async () => {
  server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  wire = await Wire.to(() => (typeof address === 'object' ? (address?.port ?? 0) : 0));
});
afterAll(async () => {
  await wire.close();
  server.close();
});

async function opened(): Promise<Socket> {
  const socket = connect(wire.port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}
const echo = async (socket: Socket): Promise<string> => {
  socket.write('hello');
  return String((await once(socket, 'data'))[0]);
};

describe('a wire that can be cut', () => {
  it('carries both ways, breaks what is on it when it is cut, and lets nothing through until it is mended', async () => {
    const before = await opened();
    expect(await echo(before)).toBe('hello');
    const broken = once(before, 'close');
    wire.cut();
    await broken;
    const during = await opened();
    await once(during, 'close');
    wire.mend();
    const after = await opened();
    expect(await echo(after)).toBe('hello');
    after.destroy();
  });
});
