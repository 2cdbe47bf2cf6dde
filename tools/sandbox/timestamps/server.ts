import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SandboxTimestamps } from './authority.ts';

/** More than any question has. */
const LONGEST = 4_096;

/** The time-stamping authority of a trial, where it can be asked. */
export interface TimestampServer {
  /** As audit's setting wants it. */
  readonly entry: { readonly name: string; readonly url: string; readonly anchors: string };
  close(): void;
}

/** Starts it on a port that is free. */
export async function serveTimestamps(folder: string): Promise<TimestampServer> {
  const authority = new SandboxTimestamps(folder);
  const server = answering(authority);
  server.listen({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  // Only an address that is not a pipe has a port.
  const { port } = server.address() as AddressInfo;
  return {
    entry: { name: 'sandbox', url: `http://127.0.0.1:${port}/`, anchors: authority.anchor },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function answering(authority: SandboxTimestamps): Server {
  return createServer((request, response) => {
    void (async () => {
      const pieces: Uint8Array[] = [];
      let length = 0;
      for await (const piece of request as AsyncIterable<Uint8Array>) {
        length += piece.length;
        if (length > LONGEST) return void response.writeHead(413).end();
        pieces.push(piece);
      }
      if (request.method !== 'POST') return void response.writeHead(405).end();
      const reply = await authority.reply(Buffer.concat(pieces));
      response.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end(reply);
    })().catch(() => response.destroy());
  });
}
