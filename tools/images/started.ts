import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { IMAGE_ROOT, IMAGE_USER } from './processes.ts';

/** A file or folder of the machine that a process sees somewhere else. */
export interface Mount {
  readonly from: string;
  readonly to: string;
  readonly writable: boolean;
}

/** Were we killed, the kernel ends the outer process, and that one tells the inner. */
const ENDS_WITH_US = ['setpriv', '--pdeathsig', 'KILL', '--'];

/** How a process is started in an image's files. */
export interface StartOrder {
  readonly root: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly mounts?: readonly Mount[];
  readonly user?: number;
  /** Where it starts. */
  readonly folder?: string;
  /** A network namespace of ours; without one that of the machine. */
  readonly network?: string;
}

/**
 * Starts a process as an engine would with `read_only`, all capabilities dropped and no new privileges: in its own mounts and process numbers, on a
 * root that nobody can write to, as a user without powers, seeing what is mounted and nothing else.
 */
export function startInImage({ root, command, environment, mounts = [], user = IMAGE_USER, folder = IMAGE_ROOT, network }: StartOrder): ChildProcess {
  for (const { from, to } of mounts) makePlace(join(root, to), statSync(from).isDirectory());
  for (const folder of ['proc', 'dev', 'tmp']) mkdirSync(join(root, folder), { recursive: true });
  const steps = [
    'mount --bind "$R" "$R"',
    'mount -o remount,bind,ro "$R"',
    'mount -t proc proc "$R/proc"',
    'mount -t tmpfs -o mode=1777 tmpfs "$R/tmp"',
    'mount -t tmpfs -o mode=755 tmpfs "$R/dev"',
    ...['null', 'zero', 'urandom', 'random'].map((name) => `touch "$R/dev/${name}" && mount --bind /dev/${name} "$R/dev/${name}"`),
    ...mounts.flatMap(({ from, to, writable }) => [`mount --bind '${from}' "$R${to}"`, ...(writable ? [] : [`mount -o remount,bind,ro "$R${to}"`])]),
    `exec setpriv --no-new-privs unshare --root="$R" --wd=${folder} --setgid=${user} --setuid=${user} -- "$@"`,
  ];
  const inNetwork = network === undefined ? [] : ['ip', 'netns', 'exec', network];
  const alone = ['unshare', '--mount', '--pid', '--fork', '--kill-child=SIGTERM'];
  const [program = 'sh', ...words] = [...ENDS_WITH_US, ...inNetwork, ...alone, 'sh', '-ec', steps.join('\n'), 'sh', ...command];
  // PATH is the machine's up to the chroot; `env` of ours is what the process gets.
  return spawn(program, words, { env: { ...environment, R: root, PATH: `/usr/local/bin:${process.env['PATH'] ?? ''}` }, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Asks the process itself to end: the outer one, which made its namespaces, hears no such signal. */
export function stopInImage({ pid }: ChildProcess): void {
  const [inner] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  if (inner) process.kill(Number(inner), 'SIGTERM');
}

/** What a process that ends printed, and how it ended. */
export async function runInImage(order: StartOrder): Promise<{ readonly status: number; readonly output: string }> {
  const child = startInImage(order);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += String(chunk)));
  const status = await new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? 1)));
  return { status, output };
}

function makePlace(path: string, isFolder: boolean): void {
  mkdirSync(isFolder ? path : dirname(path), { recursive: true });
  if (!isFolder) writeFileSync(path, '', { flag: 'a' });
}
