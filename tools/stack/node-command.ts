import { endsWithParent } from './child.ts';

/**
 * The words that run a long-lived Node program of the stack. Its young generation is kept small: a trial is idle most of the
 * time, and Node's usual 16 MiB, held twice over, would stay allocated in each of ten processes.
 */
export function nodeCommand(root: string, file: string, ...args: string[]): [string, ...string[]] {
  const node = [process.execPath, '--max-semi-space-size=2', '--import', `${root}/tools/stack/own-source-maps.mjs`];
  const [first = process.execPath, ...rest] = [...endsWithParent('SIGTERM'), ...node, file, ...args];
  return [first, ...rest];
}
