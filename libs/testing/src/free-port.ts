import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

// Below the ports of a trial stack and those from which Linux takes one for an outgoing connection: between the look and the start of a server somebody else
// would take one of these now and then.
const LOWEST = 10_000;
const HIGHEST = 20_000;

/** A TCP port of the loopback address that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(LOWEST, HIGHEST);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((known) => {
    const server = createServer();
    server.once('error', () => known(false));
    server.listen(port, '127.0.0.1', () => server.close(() => known(true)));
  });
}
