import { pkcs11js, type Handle } from '../binding.js';
import { signBatch } from './sign-batch.js';
import type { TokenThreads } from './token-threads.js';

/** HMAC-SHA-256 (FIPS 198-1) output. */
const MAC_BYTES = 32;
/** What one takes on a processor of today. */
const MAC_MS = 0.03;

interface Wanted {
  readonly input: Buffer;
  readonly answer: PromiseWithResolvers<Uint8Array>;
}

/** MACs in the threads: those wanted in one tick travel as one job, since a message costs more than a MAC. */
export class MacBatch {
  readonly #threads: TokenThreads;
  readonly #key: Handle;
  #wanted: Wanted[] = [];

  constructor(threads: TokenThreads, key: Handle) {
    this.#threads = threads;
    this.#key = key;
  }

  /** @throws `hsm.unavailable`, `hsm.refused` */
  of(input: Buffer): Promise<Uint8Array> {
    const answer = Promise.withResolvers<Uint8Array>();
    this.#wanted.push({ input, answer });
    if (this.#wanted.length === 1) queueMicrotask(() => void this.#flush());
    return answer.promise;
  }

  async #flush(): Promise<void> {
    const wanted = this.#wanted;
    this.#wanted = [];
    const order = {
      key: this.#key,
      mechanism: { mechanism: pkcs11js.CKM_SHA256_HMAC },
      signatureBytes: MAC_BYTES,
      check: undefined,
      isSignature: false,
      expectedMs: MAC_MS,
      onAsked: () => undefined,
    };
    const outcomes = await signBatch(
      this.#threads,
      order,
      wanted.map(({ input }) => input),
    );
    wanted.forEach(({ answer }, index) => {
      const outcome = outcomes[index];
      if (outcome?.status === 'fulfilled') answer.resolve(outcome.value);
      else answer.reject(outcome?.reason);
    });
  }
}
