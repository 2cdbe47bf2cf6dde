import { ServiceError } from '@paraph/contracts';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The token that the program works on, as its officer. */
export interface OfficersToken {
  readonly module: string;
  readonly label: string;
  /** A file, so that the PIN is in no list of processes. */
  readonly soPinFile: string;
  /** The program, or its C source `tools/ceremony/unwrap-template.c`, which is compiled for the occasion. */
  readonly kekProgram?: string;
}

/** What the program makes: a key-encryption key under this label. */
export interface KekOrder {
  readonly keyLabel: string;
  readonly keyWrap: number;
}

/** A key-encryption key that comes from a sibling token, under the transport pair of this label. */
export interface ReceivedKek extends KekOrder {
  readonly transportLabel: string;
  readonly oaepHash: 'sha1' | 'sha256';
  readonly blob: Uint8Array;
}

/**
 * Makes a key-encryption key with CKA_UNWRAP_TEMPLATE. Answers false where there is no program and none can be compiled.
 *
 * @throws Error when the program ran and failed: making the key without the template instead would hide that for ever
 */
export function makeKekWithTemplate(token: OfficersToken, { keyLabel, keyWrap }: KekOrder): Promise<boolean> {
  return withProgram(token, (call) => call('generate', keyLabel, hex(keyWrap)));
}

/** Makes the RSA pair that keys travel under. @throws `hsm.refused` without the program: a pair of a lesser shape gives keys away */
export async function makeTransportPair(token: OfficersToken, { keyLabel, bits }: { keyLabel: string; bits: number }): Promise<void> {
  mustHaveRun(await withProgram(token, (call) => call('transport', keyLabel, String(bits))));
}

/** Brings a key-encryption key in with its CKA_UNWRAP_TEMPLATE. @throws `hsm.refused` without the program */
export async function receiveKek(token: OfficersToken, { keyLabel, keyWrap, transportLabel, oaepHash, blob }: ReceivedKek): Promise<void> {
  const ran = await withProgram(token, async (call, folder) => {
    const file = join(folder, 'wrapped-key');
    await writeFile(file, blob, { mode: 0o600 });
    await call('receive', keyLabel, hex(keyWrap), transportLabel, oaepHash, file);
  });
  mustHaveRun(ran);
}

type Call = (verb: string, ...words: readonly string[]) => Promise<void>;

async function withProgram({ kekProgram, label, module, soPinFile }: OfficersToken, work: (call: Call, folder: string) => Promise<void>): Promise<boolean> {
  if (kekProgram === undefined) return false;
  const folder = await mkdtemp(join(tmpdir(), 'paraph-ceremony-'));
  try {
    const executable = extname(kekProgram) === '.c' ? await compile(kekProgram, join(folder, 'unwrap-template')) : kekProgram;
    if (executable === undefined) return false;
    await work(async (verb, ...words) => void (await run(executable, [verb, module, label, soPinFile, ...words])), folder);
    return true;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function compile(source: string, executable: string): Promise<string | undefined> {
  try {
    await run('cc', ['-std=c11', '-O2', '-o', executable, source, ...(process.platform === 'linux' ? ['-ldl'] : [])]);
    return executable;
  } catch {
    return undefined;
  }
}

function mustHaveRun(ran: boolean): void {
  if (!ran)
    throw new ServiceError(
      'hsm.refused',
      'keys are carried with the program of tools/ceremony only: give --kek-program, and have a C compiler or the compiled program',
    );
}

function hex(mechanism: number): string {
  return `0x${mechanism.toString(16)}`;
}
