import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';

/** The key that authenticates requests in its configuration, hexadecimal. */
export const AUTHENTICATION_KEY = '00112233445566778899aabbccddeeff';

const usages = ['content committment'];
const signing = {
  default: { expiry: '8760h', usages },
  profiles: {
    signer: { expiry: '8760h', usages },
    guarded: { expiry: '8760h', usages, auth_key: 'ours' },
    // Only this name is certified: anything else is refused by the authority's own rule.
    one: { expiry: '8760h', usages, name_whitelist: '^Grace Hopper$' },
  },
};

/** What the server files certificates in: its own layout, which it does not make by itself. */
const TABLES = `
  CREATE TABLE certificates (serial_number blob NOT NULL, authority_key_identifier blob NOT NULL, ca_label blob, status blob NOT NULL, reason int,
    expiry timestamp, revoked_at timestamp, pem blob NOT NULL, PRIMARY KEY (serial_number, authority_key_identifier));
  CREATE TABLE ocsp_responses (serial_number blob NOT NULL, authority_key_identifier blob NOT NULL, body blob NOT NULL, expiry timestamp,
    PRIMARY KEY (serial_number, authority_key_identifier));`;

/** What the authority is. */
export interface CfsslKeys {
  /** Certificate of the issuing authority and its key, PEM. */
  readonly certificate: string;
  readonly key: string;
}

/** The real `cfssl serve`, on this machine, with or without a table of certificates. */
export class CfsslServer {
  private constructor(
    private readonly folder: string,
    private readonly child: ChildProcess,
    readonly origin: string,
  ) {}

  static async start({ certificate, key }: CfsslKeys, hasTable = true): Promise<CfsslServer> {
    const folder = mkdtempSync(join(tmpdir(), 'paraph-cfssl-'));
    const file = (name: string, content: string): string => {
      writeFileSync(join(folder, name), content, { mode: 0o600 });
      return join(folder, name);
    };
    const port = await freePort();
    const configuration = { signing, auth_keys: { ours: { type: 'standard', key: AUTHENTICATION_KEY } } };
    const args = ['-ca', file('ca.pem', certificate), '-ca-key', file('ca.key', key), '-config', file('config.json', JSON.stringify(configuration))];
    if (hasTable) {
      const table = new DatabaseSync(join(folder, 'table.db'));
      table.exec(TABLES);
      table.close();
      args.push('-db-config', file('db.json', JSON.stringify({ driver: 'sqlite3', data_source: join(folder, 'table.db') })));
    }
    const child = spawn('cfssl', ['serve', '-address', '127.0.0.1', '-port', String(port), '-loglevel', '5', ...args], { stdio: 'ignore' });
    const server = new CfsslServer(folder, child, `http://127.0.0.1:${port}`);
    await server.untilListening(port);
    return server;
  }

  /** Status and reason of a certificate in its table. */
  standing(certificate: string): { readonly status: string; readonly reason: number } | undefined {
    const table = new DatabaseSync(join(this.folder, 'table.db'), { readOnly: true });
    try {
      const row = table.prepare('SELECT status, reason FROM certificates WHERE pem = ?').get(certificate);
      return row && { status: String(row['status']), reason: Number(row['reason']) };
    } finally {
      table.close();
    }
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill('SIGKILL');
      await once(this.child, 'exit');
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async untilListening(port: number): Promise<void> {
    for (let left = 200; left > 0 && this.child.exitCode === null; left -= 1) {
      const socket = connect(port, '127.0.0.1');
      const isThere = await new Promise<boolean>((done) => socket.once('connect', () => done(true)).once('error', () => done(false)));
      socket.destroy();
      if (isThere) return;
      await sleep(25);
    }
    await this.stop();
    throw new Error('cfssl did not begin to listen');
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
