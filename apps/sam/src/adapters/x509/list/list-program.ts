import { extname } from 'node:path';
import { parentPort } from 'node:worker_threads';
import type * as entries from './list-entries.js';

/*
 * The program of the thread that writes the entries of a long revocation list. Node.js runs it from the sources in a test and
 * from the build, and finds its neighbour under the ending of its own name.
 */
const neighbour = new URL(`./list-entries${extname(import.meta.filename)}`, import.meta.url);
const { encoded } = (await import(neighbour.href)) as typeof entries;

const pieces: Uint8Array[] = [];

parentPort?.on('message', (text: string | null) => {
  if (text !== null) {
    pieces.push(encoded(text));
    return;
  }
  const all = Uint8Array.from(Buffer.concat(pieces));
  parentPort?.postMessage(all, [all.buffer]);
  parentPort?.close();
});
