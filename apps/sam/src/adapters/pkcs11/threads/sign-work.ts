import { ServiceError } from '@paraph/contracts';
import type { Handle, Mechanism } from '../binding.js';
import { answerOf, isRefusal, isTrouble, translated } from '../ckr.js';
import { ASKED, CANCELLED, DONE, HEADER_BYTES, type SignJob, type ThreadCheck, type ThreadFailure } from './thread-messages.js';
import type { ThreadWork } from './token-threads.js';

/** Signatures wanted from a thread, by one key. */
export interface SignOrder {
  readonly key: Handle;
  readonly mechanism: Mechanism;
  readonly inputs: readonly Buffer[];
  readonly signatureBytes: number;
  readonly check: ThreadCheck | undefined;
  /** MACs are not signatures: one that was made and lost is just asked for again. */
  readonly isSignature: boolean;
  /** How long one takes, as far as one can say beforehand. */
  readonly expectedMs: number;
  /** Told how often the token was asked, before anybody learns what it answered. */
  readonly onAsked: (times: number) => void;
}

type Outcome = PromiseSettledResult<Uint8Array>;

/**
 * A job and what to conclude from where it stopped: a signature that was made, verified and written down is answered,
 * also when the thread is lost; only the one that the token was busy with may exist and be lost. Whoever comes after it
 * was not asked: they go on in another session, or are told so when the token is in no state for it.
 */
export class SignWork implements ThreadWork {
  readonly job: SignJob;
  readonly #order: SignOrder;
  readonly #progress: Int32Array;
  readonly #settled = Promise.withResolvers<readonly Outcome[]>();

  constructor(order: SignOrder) {
    const { inputs, key, mechanism, signatureBytes, check } = order;
    const shared = new SharedArrayBuffer(HEADER_BYTES + inputs.length * signatureBytes);
    this.#order = order;
    this.#progress = new Int32Array(shared, 0, 3);
    this.job = { kind: 'sign', key, mechanism, inputs: Buffer.concat(inputs), ends: endsOf(inputs), signatureBytes, check, shared };
  }

  /** What became of each input. */
  get outcomes(): Promise<readonly Outcome[]> {
    return this.#settled.promise;
  }

  get size(): number {
    return this.#order.inputs.length;
  }

  get expectedMs(): number {
    return this.size * this.#order.expectedMs;
  }

  /** Changes whenever the thread gets on. */
  get progress(): number {
    return Atomics.load(this.#progress, ASKED) + Atomics.load(this.#progress, DONE);
  }

  get isDone(): boolean {
    return this.#counts()[1] === this.size;
  }

  finished(): void {
    this.#order.onAsked(this.size);
    this.#settled.resolve(this.#signatures(this.size));
  }

  stopped(failure: ThreadFailure): ThreadWork | undefined {
    const [asked, done] = this.#counts();
    const answer = answerOf(failure.text);
    const error = failure.stage === 'checking' ? unverified(answer) : translated(answer, this.#order.isSignature ? failure.stage : 'before-signing');
    const rest = this.#order.inputs.slice(done + 1);
    if (rest.length === 0 || failure.stage !== 'signing' || !isRefusal(answer)) {
      // Nothing more is asked by a key that was refused before it signed, nor of a token that has just failed.
      const others = failure.stage === 'before-signing' ? error : notAsked(error);
      this.#settle(asked, [rejected(error), ...rest.map(() => rejected(others))]);
      return undefined;
    }
    const next = new SignWork({ ...this.#order, inputs: rest });
    void next.outcomes.then((outcomes) => this.#settle(asked, [rejected(error), ...outcomes]));
    return next;
  }

  takeBack(): ThreadWork | undefined {
    this.#cancel();
    if (this.#counts()[0] > 0) return undefined;
    const next = new SignWork(this.#order);
    void next.outcomes.then((outcomes) => this.#settled.resolve(outcomes));
    return next;
  }

  lost(cause: unknown): void {
    this.#cancel();
    const [asked, done] = this.#counts();
    const ambiguous = new ServiceError('hsm.ambiguous', 'the token did not answer while it signed', { cause });
    const uncertain = Array.from({ length: asked - done }, () => rejected(this.#order.isSignature ? ambiguous : notAsked(cause)));
    this.#settle(asked, [...uncertain, ...this.#order.inputs.slice(asked).map(() => rejected(notAsked(cause)))]);
  }

  refused(error: unknown): void {
    this.#settled.resolve(this.#order.inputs.map(() => rejected(error)));
  }

  /** Stopped first and looked at then: what is not asked by now is never asked. */
  #cancel(): void {
    Atomics.store(this.#progress, CANCELLED, 1);
  }

  #settle(asked: number, others: readonly Outcome[]): void {
    this.#order.onAsked(asked);
    this.#settled.resolve([...this.#signatures(this.#counts()[1]), ...others].slice(0, this.size));
  }

  #counts(): [asked: number, done: number] {
    return [Atomics.load(this.#progress, ASKED), Atomics.load(this.#progress, DONE)];
  }

  #signatures(count: number): Outcome[] {
    const { shared, signatureBytes } = this.job;
    // Copies, in memory that nobody else sees.
    return Array.from({ length: count }, (_, index) => {
      const value = new Uint8Array(signatureBytes);
      value.set(new Uint8Array(shared, HEADER_BYTES + index * signatureBytes, signatureBytes));
      return { status: 'fulfilled', value };
    });
  }
}

function endsOf(inputs: readonly Buffer[]): Uint32Array {
  let end = 0;
  return Uint32Array.from(inputs, ({ length }) => (end += length));
}

function rejected(reason: unknown): Outcome {
  return { status: 'rejected', reason };
}

function notAsked(cause: unknown): ServiceError {
  return new ServiceError('hsm.unavailable', 'the token does not answer', { retryAfter: 1, cause });
}

// What goes wrong here goes wrong after a signature was made: it never leaves as a code that says the contrary.
function unverified(cause: unknown): Error {
  if (isTrouble(cause)) return new ServiceError('hsm.ambiguous', 'the token failed while it verified what it had signed', { cause });
  return new Error('the signature could not be verified, or is none', { cause });
}
