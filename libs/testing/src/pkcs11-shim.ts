import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runInThisContext } from 'node:vm';

const FOLDER = resolve(import.meta.dirname, '../../../tools/pkcs11-shim');
const WORD = 8;

/** What the module behind the shim was asked. */
export interface ShimCount {
  /** Calls, whatever became of them. */
  readonly asked: number;
  /** Calls that reached the real module and that it answered with CKR_OK. */
  readonly done: number;
}

/** A PKCS#11 module that forwards to another and fails on command. */
export interface Shim {
  /** The path to load. */
  readonly module: string;
  /** What a process needs to load it; this one has it already. */
  readonly environment: Readonly<Record<string, string>>;
  /** Replaces the commands; none means that every call is handed on. The format is in tools/pkcs11-shim. */
  command(...lines: readonly string[]): void;
  count(name: string): ShimCount;
  /** How many sessions are open at the real module. */
  readonly sessions: number;
  remove(): void;
}

/**
 * Compiles the shim into a folder of its own, so that each caller loads another library, and sets the environment of this
 * process for it: load it before the next one is started.
 */
export function startShim(module: string): Shim {
  const folder = mkdtempSync(join(tmpdir(), 'paraph-shim-'));
  const library = join(folder, 'shim.so');
  const link = process.platform === 'linux' ? ['-ldl'] : [];
  const flags = ['-std=c11', '-D_GNU_SOURCE', '-O2', '-fPIC', '-shared', '-pthread'];
  execFileSync('cc', [...flags, '-o', library, join(FOLDER, 'shim.c'), ...link]);
  const [commands, counts] = [join(folder, 'commands'), join(folder, 'counts')];
  const environment = { PARAPH_SHIM_MODULE: module, PARAPH_SHIM_COMMAND: commands, PARAPH_SHIM_COUNTS: counts };
  // Jest gives a test a copy of the environment; the library reads the one of the process.
  Object.assign(runInThisContext('process.env') as NodeJS.ProcessEnv, environment);
  return {
    module: library,
    environment,
    command: (...lines) => {
      writeFileSync(`${commands}.new`, lines.map((line) => `${line}\n`).join(''));
      renameSync(`${commands}.new`, commands);
    },
    count: (name) => {
      const names = functionNames();
      const index = names.indexOf(name);
      if (index < 0) throw new Error(`PKCS#11 has no ${name}`);
      const words = wordsOf(counts, names);
      return { asked: wordAt(words, index), done: wordAt(words, names.length + index) };
    },
    get sessions() {
      const names = functionNames();
      return wordAt(wordsOf(counts, names), 2 * names.length);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function wordsOf(path: string, names: readonly string[]): Buffer {
  return existsSync(path) ? readFileSync(path) : Buffer.alloc(WORD * (2 * names.length + 1));
}

function wordAt(words: Buffer, index: number): number {
  return Number(words.readBigUInt64LE(WORD * index));
}

/** Every answer that PKCS#11 v2.40 knows, but CKR_OK, and two that it leaves to vendors. */
export function everyAnswer(): string[] {
  const names = [...readFileSync(join(FOLDER, 'answers.h'), 'utf8').matchAll(/"(CKR_\w+)"/g)].map(([, name = '']) => name);
  return [...names.filter((name) => name !== 'CKR_OK'), '0x80000001', '0xdeadbeef'];
}

/** In the order of CK_FUNCTION_LIST. */
function functionNames(): string[] {
  const [, list = ''] = /#define EVERY_FUNCTION\(X\)([^]*?)\n\n/.exec(readFileSync(join(FOLDER, 'answers.h'), 'utf8')) ?? [];
  return [...list.matchAll(/X\((\w+)\)/g)].map(([, name = '']) => name);
}
