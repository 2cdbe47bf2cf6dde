import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LoopbackRedirect } from './loopback-redirect.ts';

let port: number;

/** A server on a port of the system's choice, to learn a free one. */
async function listening(): Promise<{ server: Server; port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { server, port: typeof address === 'object' && address !== null ? address.port : 0 };
}

describe('a person coming back from the browser', () => {
  let redirect: LoopbackRedirect;

  beforeEach(async () => {
    const free = await listening();
    await new Promise((resolve) => free.server.close(resolve));
    port = free.port;
    redirect = await LoopbackRedirect.listen(`http://sandbox.localhost:${port}/callback`);
  });

  afterEach(() => redirect.close());

  it('is taken at the redirect address, with what the address says', async () => {
    const response = await fetch(`http://127.0.0.1:${port}/callback?code=c&state=s`);
    expect(await response.text()).toContain('Thank you');
    expect((await redirect.answer()).href).toBe(`http://sandbox.localhost:${port}/callback?code=c&state=s`);
  });

  it('is not confused with a stray request', async () => {
    expect((await fetch(`http://127.0.0.1:${port}/favicon.ico`)).status).toBe(404);
    expect((await fetch(`http://127.0.0.1:${port}/callback`)).status).toBe(404);
    expect((await fetch(`http://127.0.0.1:${port}/callback?state=s`, { method: 'POST' })).status).toBe(404);
    await fetch(`http://127.0.0.1:${port}/callback?error=access_denied&state=s`);
    expect((await redirect.answer()).searchParams.get('error')).toBe('access_denied');
  });
});

it('cannot be waited for on a port that is taken', async () => {
  const taken = await listening();
  await expect(LoopbackRedirect.listen(`http://sandbox.localhost:${taken.port}/callback`)).rejects.toThrow('nothing can listen');
  await new Promise((resolve) => taken.server.close(resolve));
});
