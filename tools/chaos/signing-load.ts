import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceError, signHash } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { runWork, type Bus } from '@paraph/platform';
import type { BenchClient } from '../bench/bench-signers.ts';
import { SIGN_ALGORITHMS, type PreparedSad } from '../bench/sad-source.ts';

/** Shorter than the call's own budget: an answer that a dead process owes is not waited for that long. */
const PATIENCE_MS = 3_000;
const BUDGET_MS = signHash.budgetMs;
const PAUSE_MS = 200;
const LARGEST = 3;

/** Hashes that were asked for together, and what came of it. */
export interface Attempt {
  readonly attemptId: string;
  readonly activationId: string;
  readonly hashes: readonly string[];
  /** In their order, where they were answered. */
  readonly signatures?: readonly string[];
  /** Code of the last refusal, where not. */
  readonly refusal?: string;
}

/** Signs as the gateway does, one request over the bus after the other: what fails in passing is repeated once with the same attempt. */
export class SigningLoad {
  readonly attempts: Attempt[] = [];
  readonly #bus: Bus;
  readonly #client: BenchClient;

  constructor(bus: Bus, client: BenchClient) {
    this.#bus = bus;
    this.#client = client;
  }

  get answered(): number {
    return this.attempts.reduce((sum, { signatures = [] }) => sum + signatures.length, 0);
  }

  /** Uses up SADs in pieces of chance, so many requests at a time. */
  async use(sads: readonly PreparedSad[], inFlight: number): Promise<void> {
    const pieces = sads.flatMap(cut);
    const worker = async (): Promise<void> => {
      for (let piece = take(pieces); piece; piece = take(pieces)) await this.#sign(piece.sad, piece.hashes);
    };
    await Promise.all(Array.from({ length: inFlight }, worker));
  }

  /** Has one SAD used so many times at the same moment, each time as another request for all of it. */
  async together(sad: PreparedSad, uses: number): Promise<void> {
    this.attempts.push(...(await Promise.all(Array.from({ length: uses }, () => this.#attempt(sad, sad.hashes, BUDGET_MS)))));
  }

  async #sign(sad: PreparedSad, hashes: readonly string[]): Promise<void> {
    const first = await this.#attempt(sad, hashes);
    this.attempts.push(first);
    // Whoever got nothing may try once more as somebody new: what was used up must not be signed for him.
    if (first.refusal !== undefined) this.attempts.push(await this.#attempt(sad, hashes));
  }

  async #attempt(sad: PreparedSad, hashes: readonly string[], patienceMs = PATIENCE_MS): Promise<Attempt> {
    const one = { attemptId: newId('att'), activationId: sad.activationId, hashes };
    for (let turn = 0; ; turn += 1) {
      try {
        return { ...one, signatures: await this.#call(sad, one, patienceMs) };
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        const isPassing = error.code === 'service.unavailable' || error.code === 'deadline.exceeded';
        if (!isPassing || turn > 0) return { ...one, refusal: error.code };
        await sleep(PAUSE_MS);
      }
    }
  }

  async #call({ token, credential }: PreparedSad, { attemptId, hashes }: Attempt, patienceMs: number): Promise<readonly string[]> {
    const { credentialId, signerId, algorithm } = credential;
    const { clientId } = this.#client;
    const request = { attemptId, sad: token, clientId, signerId, credentialId, hashes: [...hashes], signAlgorithmOid: SIGN_ALGORITHMS[algorithm] };
    const work = { correlationId: newId('req'), deadline: Date.now() + patienceMs };
    return (await runWork(work, () => this.#bus.call(signHash, request))).signatures;
  }
}

function cut(sad: PreparedSad): { readonly sad: PreparedSad; readonly hashes: readonly string[] }[] {
  const pieces = [];
  for (let from = 0; from < sad.hashes.length;) {
    const to = from + 1 + randomInt(LARGEST);
    pieces.push({ sad, hashes: sad.hashes.slice(from, to) });
    from = to;
  }
  return pieces;
}

// From anywhere: two requests of one SAD meet sometimes, and mostly not.
function take<T>(pieces: T[]): T | undefined {
  return pieces.length === 0 ? undefined : pieces.splice(randomInt(pieces.length), 1)[0];
}
