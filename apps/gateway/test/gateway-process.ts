import type { TestNats } from '@paraph/testing';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const MAIN = resolve(import.meta.dirname, '..', 'dist', 'main.js');

/** The gateway as it is built and run: a process of its own, with its settings in the environment. Nobody answers it on the bus. */
export class GatewayProcess {
  readonly #folder = mkdtempSync(join(tmpdir(), 'paraph-gateway-'));
  #child: ChildProcess | undefined;
  port = 0;

  /** Starts it and resolves when it says that it listens. @throws with what it said when it ends before */
  async start(nats: TestNats, settings: Readonly<Record<string, string>>): Promise<this> {
    this.port = await freePort();
    const file = (name: string, text: string): string => {
      writeFileSync(join(this.#folder, name), text, { mode: 0o600 });
      return join(this.#folder, name);
    };
    const env = {
      PATH: process.env['PATH'] ?? '',
      GATEWAY_HTTP_PORT: String(this.port),
      GATEWAY_PUBLIC_ORIGIN: `https://localhost:${this.port}`,
      GATEWAY_IDENTITY_ORIGIN: 'https://identity.example',
      GATEWAY_BUS_URL: nats.url,
      GATEWAY_BUS_CA_FILE: file('ca.pem', nats.ca),
      GATEWAY_BUS_NKEY_FILE: file('nkey', nats.nkeys.gateway.reveal()),
      GATEWAY_BUS_OLD_BROKER: 'warn',
      ...settings,
    };
    this.#child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    await untilStarted(this.#child);
    return this;
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((done) => child.once('exit', done));
      child.kill('SIGTERM');
      await ended;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function untilStarted(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const listen = (part: Buffer): void => {
      said += part.toString('utf8');
      if (said.includes('"service-started"')) resolve();
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('exit', (code) => reject(new Error(`the gateway ended with ${code}: ${said}`)));
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
