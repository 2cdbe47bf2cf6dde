import { Secret } from '@paraph/kernel';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runInThisContext } from 'node:vm';
import { holdCeremony, type CeremonyOrder, type CeremonySummary } from '../src/adapters/pkcs11/ceremony/ceremony.js';
import type { TokenSettings } from '../src/adapters/pkcs11/pkcs11-token.js';

/** Where Debian and Homebrew put the module. */
const MODULES = ['/usr/lib/softhsm/libsofthsm2.so', '/opt/homebrew/lib/softhsm/libsofthsm2.so', '/usr/local/lib/softhsm/libsofthsm2.so'];
const SOFTHSM_MODULE = MODULES.find((path) => existsSync(path)) ?? 'libsofthsm2.so';
/** The C program as its source. */
export const KEK_SOURCE = resolve(import.meta.dirname, '../../../tools/ceremony/unwrap-template.c');

/** A folder of SoftHSM tokens that belongs to one test file. */
export interface SoftHsm {
  readonly order: CeremonyOrder;
  readonly settings: TokenSettings;
  readonly ceremony: CeremonySummary;
  /** Removes the folder; the module must have ended. */
  remove(): void;
}

/** An empty folder for tokens, and what a ceremony in it needs. */
export function emptySoftHsm(label = 'paraph-test'): { order: CeremonyOrder; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'paraph-token-'));
  chmodSync(folder, 0o700);
  mkdirSync(join(folder, 'tokens'));
  const configuration = join(folder, 'softhsm2.conf');
  writeFileSync(configuration, `directories.tokendir = ${join(folder, 'tokens')}\nobjectstore.backend = file\nlog.level = ERROR\n`);
  const soPinFile = join(folder, 'so-pin');
  writeFileSync(soPinFile, 'officer-0987654321\n', { mode: 0o600 });
  processEnvironment()['SOFTHSM2_CONF'] = configuration;
  const pins = { pin: new Secret('user-1234567890'), soPin: new Secret('officer-0987654321') };
  const order = { module: SOFTHSM_MODULE, label, soPinFile, kekProgram: compiledProgram(), ...pins };
  return { order, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Compiled once for all tests, under the name of what is in it; the source where there is no compiler. */
function compiledProgram(): string {
  const digest = createHash('sha256').update(readFileSync(KEK_SOURCE)).digest('hex').slice(0, 16);
  const program = join(tmpdir(), `paraph-unwrap-template-${digest}`);
  if (existsSync(program)) return program;
  const folder = mkdtempSync(join(tmpdir(), 'paraph-cc-'));
  const own = join(folder, 'program');
  try {
    execFileSync('cc', ['-std=c11', '-O2', '-o', own, KEK_SOURCE, ...(process.platform === 'linux' ? ['-ldl'] : [])], { stdio: 'ignore' });
    renameSync(own, program);
    return program;
  } catch {
    return KEK_SOURCE;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Jest gives a test a copy of the environment; a module reads the one of the process. */
export function processEnvironment(): NodeJS.ProcessEnv {
  return runInThisContext('process.env') as NodeJS.ProcessEnv;
}

/** A SoftHSM token after its ceremony, ready for `Pkcs11Token.open(settings)`. Close what you open: a worker has one module. */
export async function startSoftHsm(): Promise<SoftHsm> {
  const { order, remove } = emptySoftHsm();
  const ceremony = await holdCeremony(order);
  const { module, label, pin } = order;
  return { order, settings: { module, label, pin, sessions: 8, cacheKeys: 100, cacheSeconds: 60 }, ceremony, remove };
}
