import type { KeyAlgorithm, Secret, SignatureScheme } from '@paraph/kernel';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { pkcs11js, type Handle } from '../binding.js';
import { makeBareKey } from './bare-key.js';
import type { BareThreadData } from './bare-thread.js';
import { LatencyBuckets } from './latency-buckets.js';
import { Phase } from './phase.js';

/** Which token, and what to ask of it. */
export interface BareLoopSettings {
  readonly module: string;
  readonly label: string;
  readonly pin: Secret;
  readonly algorithm: KeyAlgorithm;
  readonly scheme: SignatureScheme;
  readonly threads: number;
  readonly seconds: number;
  /** Verify each signature as the SAM does. */
  readonly verify: boolean;
  /** `libraryParameters` of C_Initialize, for tokens that want them. */
  readonly parameters?: string | undefined;
}

/** What the token did. */
export interface BareLoopResult {
  readonly algorithm: KeyAlgorithm;
  readonly scheme: SignatureScheme;
  readonly verified: boolean;
  readonly threads: number;
  readonly signatures: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuMsPerSignature: number;
}

const WARM_UP_MS = 300;

/**
 * Signs as fast as a token can, with nothing around it: the measure of everything else. The key pair is a session object
 * and gone afterwards; the PIN is tried once.
 */
export async function runBareLoop(settings: BareLoopSettings): Promise<BareLoopResult> {
  const token = new pkcs11js.PKCS11();
  token.load(settings.module);
  const parameters = settings.parameters === undefined ? {} : { libraryParameters: settings.parameters };
  token.C_Initialize({ flags: pkcs11js.CKF_OS_LOCKING_OK, ...parameters });
  try {
    const slot = slotOf(token, settings.label);
    const session = token.C_OpenSession(slot, pkcs11js.CKF_SERIAL_SESSION);
    token.C_Login(session, pkcs11js.CKU_USER, settings.pin.reveal());
    const key = makeBareKey(token, session, settings.algorithm);
    const open = (): Handle => token.C_OpenSession(slot, pkcs11js.CKF_SERIAL_SESSION);
    return await measure(settings, (shared) => {
      const { module, algorithm, scheme, verify } = settings;
      return { module, session: open(), key, algorithm, scheme, verify, ...shared };
    });
  } finally {
    token.C_Finalize();
  }
}

async function measure(
  { threads, seconds, algorithm, scheme, verify }: BareLoopSettings,
  dataFor: (shared: Pick<BareThreadData, 'phase' | 'latencies'>) => BareThreadData,
): Promise<BareLoopResult> {
  const phase = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const buckets = Array.from({ length: threads }, () => new LatencyBuckets());
  const workers = buckets.map(({ memory }) => {
    return new Worker(new URL('./bare-thread.js', import.meta.url), { workerData: dataFor({ phase: phase.buffer, latencies: memory }) });
  });
  // A thread that fails ends too; that it failed, `failed` tells.
  const ended = workers.map((worker) => once(worker, 'exit').catch(() => undefined));
  const failed = Promise.race(workers.map(failureOf));
  failed.catch(() => undefined);
  try {
    await Promise.race([failed, Promise.all(workers.map((worker) => once(worker, 'message')))]);
    await sleep(WARM_UP_MS);
    const [started, cpu] = [performance.now(), process.cpuUsage()];
    Atomics.store(phase, 0, Phase.counting);
    await Promise.race([failed, sleep(seconds * 1_000)]);
    const { user, system } = process.cpuUsage(cpu);
    const elapsed = performance.now() - started;
    Atomics.store(phase, 0, Phase.over);
    await Promise.all(ended);
    const all = new LatencyBuckets();
    for (const one of buckets) all.include(one);
    const signatures = all.total;
    return {
      algorithm,
      scheme,
      verified: verify,
      threads,
      signatures,
      perSecond: signatures / (elapsed / 1_000),
      p50Ms: all.percentile(0.5),
      p99Ms: all.percentile(0.99),
      cpuMsPerSignature: (user + system) / 1_000 / signatures,
    };
  } finally {
    Atomics.store(phase, 0, Phase.over);
    // The module must not be ended under a thread that is still inside it.
    await Promise.all(ended);
  }
}

async function failureOf(worker: Worker): Promise<never> {
  const [cause] = (await once(worker, 'error')) as unknown[];
  throw new Error(`a thread of the bare loop failed: ${String(cause)}`, { cause });
}

function slotOf(token: pkcs11js.PKCS11, label: string): Handle {
  const slots = token.C_GetSlotList(true).filter((slot) => token.C_GetTokenInfo(slot).label.trimEnd() === label);
  const [slot, ...others] = slots;
  if (slot === undefined || others.length > 0) throw new Error(`${slots.length} tokens have the label ${label}`);
  return slot;
}
