import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Step } from './script.ts';

/** Where the programs are, and what the token's ones are told each time. */
export interface Programs {
  /** The repository, built. */
  readonly root: string;
  /** The PKCS#11 module, its token's label and the files of the PINs: words of `token` commands. */
  readonly token: readonly string[];
  /** The token's own book (docs/operations/ceremony.md). */
  readonly book: string;
  /** Settings for the programs: SOFTHSM2_CONF, those of the SAM for `publish`. */
  readonly environment: NodeJS.ProcessEnv;
  /** What runs in the room: `programDigests`. */
  readonly digests: Readonly<Record<string, string>>;
}

/** What became of a command. */
export interface Ran {
  readonly exit: number;
  readonly output: string;
  readonly errors: string;
}

type Program = NonNullable<Step['command']>['program'];

/** How much of an output is written down as it is; the digest is of all of it. */
export const LONGEST_OUTPUT = 20_000;

/** The command line of a step, as it is run and written down: it names files of PINs and no PIN. */
export function commandLine({ root, token, book }: Programs, { program, words }: NonNullable<Step['command']>): string[] {
  const file: Readonly<Record<Program, string>> = {
    token: join(root, 'apps/sam/dist/ceremony.js'),
    publish: join(root, 'apps/sam/dist/publish.js'),
    propose: join(root, 'tools/ceremony/propose.ts'),
  };
  const common = program === 'token' ? [...token, '--kek-program', kekProgram(root), '--book', book] : [];
  return [file[program], ...words, ...common];
}

/** Runs a command to its end. What it says of errors is shown as it comes: a proposal waits for people. */
export async function run(programs: Programs, line: readonly string[], show: (text: string) => void): Promise<Ran> {
  const child = start(programs, line);
  child.stdin.end();
  let [output, errors] = ['', ''];
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => {
    errors += String(chunk);
    show(String(chunk).trimEnd());
  });
  const [exit] = (await once(child, 'close')) as [number | null];
  return { exit: exit ?? -1, output: output.trim(), errors: errors.trim() };
}

/** Starts a command that is spoken with. */
export function start({ environment, root }: Programs, line: readonly string[]): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, ['--no-warnings', ...line], { cwd: root, env: environment, stdio: ['pipe', 'pipe', 'pipe'] });
}

/** Digests of what runs in the room: the built SAM, the program that makes keys, this program, and the token's module. */
export function programDigests({ root, token }: Pick<Programs, 'root' | 'token'>): Record<string, string> {
  const module = token[token.indexOf('--module') + 1] ?? '';
  return {
    sam: digestOfFolder(join(root, 'apps/sam/dist'), '.js'),
    'ceremony program': digestOfFolder(join(root, 'tools/ceremony'), '.ts'),
    'unwrap-template': digestOf(readFileSync(kekProgram(root))),
    ...(existsSync(module) && { 'PKCS#11 module': digestOf(readFileSync(module)) }),
    node: process.version,
  };
}

/** Hexadecimal. */
export function digestOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function kekProgram(root: string): string {
  return join(root, 'tools/ceremony/unwrap-template.c');
}

/** Over every file's name and digest, in the order of the names. */
function digestOfFolder(folder: string, ending: string): string {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .toSorted();
  return digestOf(names.map((name) => `${name} ${digestOf(readFileSync(join(folder, name)))}\n`).join(''));
}
