import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { TokenSettings } from '../src/adapters/pkcs11/pkcs11-token.js';
import type { Ability } from './token-abilities.js';
import { processEnvironment, startSoftHsm, type SoftHsm } from './token-softhsm.js';

/** Where Debian puts the module that reaches a token through a socket. */
const MODULES = [
  '/usr/lib/x86_64-linux-gnu/pkcs11/p11-kit-client.so',
  '/usr/lib/aarch64-linux-gnu/pkcs11/p11-kit-client.so',
  '/usr/lib64/pkcs11/p11-kit-client.so',
];
const CLIENT = MODULES.find((path) => existsSync(path));
const PROGRAM = ['/usr/bin/p11-kit', '/usr/local/bin/p11-kit'].find((path) => existsSync(path));

/** Whether p11-kit's server and client are on this machine. */
export const hasP11Kit: Ability = CLIENT === undefined || PROGRAM === undefined ? 'p11-kit and p11-kit-modules are not installed' : true;

/** A SoftHSM token that is reached through a socket. */
export interface P11Kit {
  readonly settings: TokenSettings;
  /** Ends the process that serves our connection: the listener stays, and serves the next one. */
  cut(): void;
  /** Ends everything and removes the folders; the module must have ended. */
  remove(): Promise<void>;
}

/** A SoftHSM token after its ceremony, and p11-kit's server before it. */
export async function startP11Kit(): Promise<P11Kit> {
  if (CLIENT === undefined || PROGRAM === undefined) throw new Error(String(hasP11Kit));
  const softHsm: SoftHsm = await startSoftHsm();
  const folder = mkdtempSync(join(tmpdir(), 'paraph-kit-'));
  const socket = join(folder, 'socket');
  const { label, module: provider } = softHsm.settings;
  const server = spawn(PROGRAM, ['server', '--foreground', '--provider', provider, '--name', socket, `pkcs11:token=${label}`], {
    env: processEnvironment(),
    stdio: 'ignore',
  });
  await until(() => existsSync(socket));
  processEnvironment()['P11_KIT_SERVER_ADDRESS'] = `unix:path=${socket}`;
  return {
    settings: { ...softHsm.settings, module: CLIENT, sessions: 4 },
    cut: () => {
      for (const child of childrenOf(server)) process.kill(child, 'SIGKILL');
    },
    remove: async () => {
      const ended = once(server, 'exit');
      server.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
      softHsm.remove();
    },
  };
}

/** Waits for something that comes soon. */
export async function until(isSo: () => boolean | Promise<boolean>, seconds = 20): Promise<void> {
  for (const end = performance.now() + seconds * 1000; performance.now() < end; await pause(25)) if (await isSo()) return;
  throw new Error(`it did not happen within ${seconds} s`);
}

function childrenOf({ pid }: ChildProcess): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((one) => parentOf(one) === pid);
}

function parentOf(pid: number): number | undefined {
  try {
    // The fourth field, behind the name in parentheses.
    return Number(
      readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')[1],
    );
  } catch {
    return undefined;
  }
}
