import { Secret } from '@paraph/kernel';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TokenSettings } from '../src/adapters/pkcs11/pkcs11-token.js';
import type { Ability } from './token-abilities.js';
import { until } from './token-p11-kit.js';
import { processEnvironment } from './token-softhsm.js';

const FOLDERS = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64'];
const library = (name: string): string | undefined => FOLDERS.map((folder) => join(folder, name)).find((path) => existsSync(path));
const program = (name: string): string | undefined =>
  ['/usr/bin', '/usr/sbin', '/usr/local/bin'].map((folder) => join(folder, name)).find((path) => existsSync(path));

const needed: Readonly<Record<string, string | undefined>> = {
  'libtpm2-pkcs11-1': library('libtpm2_pkcs11.so.1'),
  'libtss2-tcti-tabrmd0': library('libtss2-tcti-tabrmd.so.0'),
  'libtpm2-pkcs11-tools': program('tpm2_ptool'),
  swtpm: program('swtpm'),
  'tpm2-abrmd': program('tpm2-abrmd'),
  'dbus-daemon': program('dbus-daemon'),
};
const missing = Object.keys(needed).filter((name) => needed[name] === undefined);

/** Whether a TPM in software, its resource manager and the module are on this machine. */
export const hasTpm2: Ability = missing.length === 0 ? true : `not installed: ${missing.join(', ')}`;

/** A TPM in software with a token in it. */
export interface Tpm2 {
  readonly settings: TokenSettings;
  remove(): Promise<void>;
}

/** Starts a TPM, a bus, and the resource manager on it, without which a TPM holds three objects; then makes a token. */
export async function startTpm2(label = 'paraph-tpm2'): Promise<Tpm2> {
  const folder = mkdtempSync(join(tmpdir(), 'paraph-tpm2-'));
  const [state, store, socket] = ['state', 'store', 'bus'].map((name) => join(folder, name)) as [string, string, string];
  for (const one of [state, store]) mkdirSync(one);
  const port = await freePorts();
  const environment = processEnvironment();
  const tcti = 'tabrmd:bus_type=session';
  Object.assign(environment, {
    DBUS_SESSION_BUS_ADDRESS: `unix:path=${socket}`,
    TPM2_PKCS11_STORE: store,
    TPM2_PKCS11_TCTI: tcti,
    TPM2TOOLS_TCTI: tcti,
    // Its answers are what the tests judge; its log is noise.
    TPM2_PKCS11_LOG_LEVEL: '0',
    TSS2_LOG: 'all+NONE',
  });
  const children: ChildProcess[] = [];
  const start = (name: string, ...args: readonly string[]): void => {
    children.push(spawn(needed[name] ?? name, args, { env: environment, stdio: 'ignore' }));
  };
  const server = ['--server', `type=tcp,bindaddr=127.0.0.1,port=${port}`, '--ctrl', `type=tcp,bindaddr=127.0.0.1,port=${port + 1}`];
  start('swtpm', 'socket', '--tpm2', '--tpmstate', `dir=${state}`, ...server, '--flags', 'not-need-init,startup-clear');
  start('dbus-daemon', '--session', '--nofork', '--nosyslog', '--nopidfile', `--address=unix:path=${socket}`);
  await until(() => existsSync(socket));
  start('tpm2-abrmd', '--session', '--allow-root', '--max-transients=100', `--tcti=swtpm:host=127.0.0.1,port=${port}`);
  const ptool = (...args: readonly string[]): void => void execFileSync(needed['libtpm2-pkcs11-tools'] ?? '', args, { env: environment, stdio: 'ignore' });
  await until(() => succeeds(() => ptool('init', '--path', store)));
  const pin = new Secret('user-1234567890');
  ptool('addtoken', '--pid=1', '--sopin=officer-0987654321', `--userpin=${pin.reveal()}`, `--label=${label}`, '--path', store);
  return {
    settings: { module: needed['libtpm2-pkcs11-1'] ?? '', label, pin, sessions: 2, cacheKeys: 10, cacheSeconds: 60 },
    remove: async () => {
      for (const child of children.toReversed()) {
        const ended = once(child, 'exit');
        if (child.exitCode === null && child.kill()) await ended;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function succeeds(attempt: () => void): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}

/** A port whose neighbour is free as well: the TPM is commanded there. */
async function freePorts(): Promise<number> {
  for (;;) {
    const port = await listenAndLeave(0);
    if (port < 65_535 && (await listenAndLeave(port + 1).catch(() => 0)) === port + 1) return port;
  }
}

async function listenAndLeave(port: number): Promise<number> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  const { port: given } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return given;
}
