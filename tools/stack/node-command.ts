import { besideOthers } from './child.ts';

/** How Node divides a program's memory, in MiB. */
export interface HeapSize {
  /** The young generation, held twice over. */
  readonly young: number;
  /** The most that lives longer; the nearer it is, the sooner garbage is collected. Without it, what the machine's memory suggests. */
  readonly old?: number;
}

const USUAL: HeapSize = { young: 2 };

/**
 * The words that run a long-lived Node program of the stack. Its young generation is kept small: a trial is idle most of the
 * time, and Node's usual 16 MiB, held twice over, would stay allocated in each of ten processes.
 */
export function nodeCommand(root: string, file: string, ...args: string[]): [string, ...string[]] {
  return nodeCommandWith(USUAL, root, file, ...args);
}

/** The same with another division: for a program that works more than it waits. */
export function nodeCommandWith({ young, old }: HeapSize, root: string, file: string, ...args: string[]): [string, ...string[]] {
  const limit = old === undefined ? [] : [`--max-old-space-size=${old}`];
  const node = [process.execPath, `--max-semi-space-size=${young}`, ...limit, '--import', `${root}/tools/stack/own-source-maps.mjs`];
  const [first = process.execPath, ...rest] = [...besideOthers('SIGTERM'), ...node, file, ...args];
  return [first, ...rest];
}
