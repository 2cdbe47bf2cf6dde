import { dirname, extname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Revocation } from '../../../domain/x509/contents.js';
import { encoded, packed } from './list-entries.js';

/** The sources in a test, the build otherwise. */
const PROGRAM = join(dirname(import.meta.filename), `list-program${extname(import.meta.filename)}`);

/** What is written here and now: a millisecond or so, less than a thread takes to begin. */
const FEW = 1_000;
/** As many are handed over at a time, so that nothing that signs waits for more. */
const SLICE = 2_000;

/** Content of `revokedCertificates`, DER. A long list is written by another thread: signing goes on meanwhile. */
export async function encodeEntries(revocations: readonly Revocation[]): Promise<Uint8Array> {
  if (revocations.length <= FEW) return encoded(packed(revocations));
  // The options of this process may be those of a test runner.
  const worker = new Worker(PROGRAM, { execArgv: [] });
  const answer = new Promise<Uint8Array>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the thread of the revocation list ended without an answer')));
  });
  // Whoever waits for it is told below; until then it is nobody's.
  answer.catch(() => undefined);
  for (let first = 0; first < revocations.length; first += SLICE) {
    worker.postMessage(packed(revocations.slice(first, first + SLICE)));
    await setImmediate();
  }
  worker.postMessage(null);
  return answer;
}
