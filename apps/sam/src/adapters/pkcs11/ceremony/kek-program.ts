import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What the program makes: a key under this label, in the token, by its officer. */
export interface KekOrder {
  readonly module: string;
  readonly label: string;
  /** A file, so that the PIN is in no list of processes. */
  readonly soPinFile: string;
  readonly keyLabel: string;
  readonly keyWrap: number;
}

/**
 * Runs the program that makes a key-encryption key with CKA_UNWRAP_TEMPLATE: a path of the program, or of its C source,
 * which is compiled for the occasion. Answers false when it cannot be compiled here.
 *
 * @throws Error when the program ran and failed: making the key without the template instead would hide that for ever
 */
export async function makeKekWithTemplate(program: string, order: KekOrder): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'paraph-ceremony-'));
  try {
    const executable = extname(program) === '.c' ? await compile(program, join(folder, 'unwrap-template')) : program;
    if (executable === undefined) return false;
    const { module, label, soPinFile, keyLabel, keyWrap } = order;
    await run(executable, [module, label, soPinFile, keyLabel, `0x${keyWrap.toString(16)}`]);
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
