/** One thread of the bare loop: a session of its own, synchronous calls, nothing between them. */
import type { KeyAlgorithm, SignatureScheme } from '@paraph/kernel';
import { constants, publicDecrypt, randomBytes, timingSafeEqual } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { pkcs11js, type Handle } from '../binding.js';
import { bareInput, bareMechanism, nodeKey, signatureBytes, type BareKey } from './bare-key.js';
import { LatencyBuckets } from './latency-buckets.js';
import { Phase } from './phase.js';

/** What a thread is told. */
export interface BareThreadData {
  readonly module: string;
  readonly session: Handle;
  readonly key: BareKey;
  readonly algorithm: KeyAlgorithm;
  readonly scheme: SignatureScheme;
  readonly verify: boolean;
  readonly phase: SharedArrayBuffer;
  readonly latencies: SharedArrayBuffer;
}

/** Digests that take turns: a token that remembered the last one would answer too fast. */
const DIGESTS = 64;

function run({ module, session, key, algorithm, scheme, verify, phase: shared, latencies }: BareThreadData): void {
  const token = new pkcs11js.PKCS11();
  // Loaded in each thread, initialised once per process, by the main one.
  token.load(module);
  const phase = new Int32Array(shared);
  const buckets = new LatencyBuckets(latencies);
  const mechanism = bareMechanism(scheme);
  const inputs = Array.from({ length: DIGESTS }, () => bareInput(scheme, randomBytes(32)));
  const output = Buffer.alloc(signatureBytes(algorithm));
  const isRight = checkOf(token, { session, key, scheme });
  parentPort?.postMessage('ready');
  for (let turn = 0; Atomics.load(phase, 0) !== Phase.over; turn += 1) {
    const input = inputs[turn % DIGESTS] ?? Buffer.alloc(0);
    const started = performance.now();
    token.C_SignInit(session, mechanism, key.privateKey);
    const signature = token.C_Sign(session, input, output);
    if (verify && !isRight(input, signature)) throw new Error('the token answered a signature that does not verify');
    if (Atomics.load(phase, 0) === Phase.counting) buckets.add(performance.now() - started);
  }
}

/** The check that the SAM makes before a signature leaves: PKCS#1 v1.5 in Node.js, everything else in the token. */
function checkOf(
  token: pkcs11js.PKCS11,
  { session, key, scheme }: Pick<BareThreadData, 'session' | 'key' | 'scheme'>,
): (input: Buffer, signature: Buffer) => boolean {
  if (scheme === 'pkcs1' && key.modulus) {
    const publicKey = nodeKey(key.modulus);
    return (input, signature) => timingSafeEqual(publicDecrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, signature), input);
  }
  return (input, signature) => {
    token.C_VerifyInit(session, bareMechanism(scheme), key.publicKey);
    return token.C_Verify(session, input, signature);
  };
}

// Written by `runBareLoop` and nobody else.
run(workerData as BareThreadData);
