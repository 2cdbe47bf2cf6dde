import { constants, createPublicKey, publicDecrypt, timingSafeEqual, type KeyObject } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { basename } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import pkcs11js from 'pkcs11js';
import type { SignJob, ThreadFailure, ThreadJob, ThreadOrder, ThreadReport, ThreadStart } from './thread-messages.js';

/*
 * The program of a thread that asks the token synchronously. It stands alone: Node.js runs it as it is, from the sources
 * in a test and from the build, so it imports nothing of ours but types. The module is loaded here once more, which is
 * one library in one process: it was initialised by the main thread, who also opens sessions and lends them.
 */

// As in thread-messages.ts.
const [ASKED, DONE, CANCELLED, HEADER_BYTES] = [0, 1, 2, 16] as const;
/** Public RSA keys kept read. */
const READ_KEYS = 1000;

const { module, niceness } = workerData as ThreadStart;
const token = new pkcs11js.PKCS11();
const readKeys = new Map<string, KeyObject>();
/** The last session in which something failed. */
let failedTerm = 0;

/** A failure with the stage it happened at. */
class Stopped extends Error {
  readonly failure: ThreadFailure;

  constructor(stage: ThreadFailure['stage'], error: unknown) {
    super(stage);
    this.failure = { stage, text: textOf(error) };
  }
}

/** The binding's errors are of another realm and have three shapes: the first line with a code is what they say. */
function textOf(error: unknown): string {
  const { message, code } = error as { readonly message?: string; readonly code?: unknown };
  if (message !== undefined && /^CKR_\w+$/.test(message) && typeof code === 'number') return `${message}:${code}`;
  return message ?? String(error);
}

function at<T>(stage: ThreadFailure['stage'], work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof Stopped ? error : new Stopped(stage, error);
  }
}

function sign(session: Buffer, job: SignJob): void {
  const { ends, inputs, mechanism, shared, signatureBytes } = job;
  const progress = new Int32Array(shared, 0, 3);
  const signatures = new Uint8Array(shared, HEADER_BYTES);
  const key = bufferOf(job.key);
  const output = Buffer.alloc(signatureBytes);
  for (const [index, end] of ends.entries()) {
    const input = bufferOf(inputs.subarray(ends[index - 1] ?? 0, end));
    mustGoOn(progress);
    at('before-signing', () => token.C_SignInit(session, mechanism, key));
    Atomics.store(progress, ASKED, index + 1);
    // Written before it is looked at again: either we see that we are stopped, or who stopped us sees that we asked.
    mustGoOn(progress);
    const signature = at('signing', () => token.C_Sign(session, input, output));
    at('checking', () => check(session, job, { input, signature }));
    signatures.set(signature, index * signatureBytes);
    Atomics.store(progress, DONE, index + 1);
  }
}

function mustGoOn(progress: Int32Array): void {
  if (Atomics.load(progress, CANCELLED) !== 0) throw new Stopped('before-signing', new Error('given up'));
}

function check(session: Buffer, job: SignJob, { input, signature }: { readonly input: Buffer; readonly signature: Buffer }): void {
  if (signature.length !== job.signatureBytes) throw new Error('the token answered a signature of another length');
  if (job.check === undefined) return;
  if ('spki' in job.check) {
    const opened = publicDecrypt({ key: keyOf(job.check.spki), padding: constants.RSA_PKCS1_PADDING }, signature);
    if (opened.length !== input.length || !timingSafeEqual(opened, input)) throw new Error('the token answered a signature that does not verify');
    return;
  }
  token.C_VerifyInit(session, job.mechanism, bufferOf(job.check.object));
  if (!token.C_Verify(session, input, signature)) throw new Error('the token answered a signature that does not verify');
}

function keyOf(spki: Uint8Array): KeyObject {
  const name = bufferOf(spki).toString('base64');
  const read = readKeys.get(name) ?? createPublicKey({ key: bufferOf(spki), format: 'der', type: 'spki' });
  readKeys.delete(name);
  readKeys.set(name, read);
  for (const oldest of readKeys.keys()) {
    if (readKeys.size <= READ_KEYS) break;
    readKeys.delete(oldest);
  }
  return read;
}

function call(name: string, args: readonly unknown[]): unknown {
  const method: unknown = Reflect.get(token, name);
  if (typeof method !== 'function') throw new Error(`the binding has no ${name}`);
  const own = args.map((arg) => withBuffers(arg));
  return at('before-signing', () => (method as (...all: readonly unknown[]) => unknown).apply(token, own));
}

/** Buffers arrive as plain arrays of bytes, which the binding does not take. */
function withBuffers(value: unknown): unknown {
  if (value instanceof Uint8Array) return bufferOf(value);
  if (Array.isArray(value)) return value.map((one) => withBuffers(one));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withBuffers(one)]));
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function doJob(session: Buffer | undefined, job: ThreadJob): unknown {
  if (job.kind === 'call') return call(job.name, job.args);
  if (session === undefined) throw new Error('nothing signs without a session');
  sign(session, { ...job, mechanism: withBuffers(job.mechanism) as SignJob['mechanism'] });
  return undefined;
}

function doOrder({ jobs, session: lent, term }: ThreadOrder): ThreadReport {
  if (term === failedTerm) return { finished: 0, values: [], failure: 'not-begun', milliseconds: 0 };
  const began = performance.now();
  const session = lent && bufferOf(lent);
  const values: unknown[] = [];
  let failure: ThreadFailure | undefined;
  try {
    for (const job of jobs) values.push(doJob(session, job));
  } catch (error) {
    failure = error instanceof Stopped ? error.failure : { stage: 'before-signing', text: textOf(error) };
    if (session !== undefined) failedTerm = term;
  }
  return { finished: values.length, values, failure, milliseconds: performance.now() - began };
}

/** On Linux a thread has a priority of its own; elsewhere this does nothing. */
function standBack(): void {
  try {
    setPriority(Number(basename(readlinkSync('/proc/thread-self'))), niceness);
  } catch {
    // It then competes for the processor like the others.
  }
}

if (niceness > 0) standBack();
token.load(module);
parentPort?.on('message', (order: ThreadOrder | 'end') => {
  if (order === 'end') parentPort?.close();
  else parentPort?.postMessage(doOrder(order));
});
