import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { SIGN_ALGORITHMS, type PreparedSad } from '../bench/sad-source.ts';
import { lookupLocalhost } from '../stack/localhost.ts';

/** How much is asked for. */
export interface LoadShape {
  readonly requestsPerSecond: number;
  readonly hashesPerRequest: number;
}

/** A request of an application, and what became of it in the end. */
export interface Asked {
  readonly activationId: string;
  readonly hashes: readonly string[];
  readonly begunAt: number;
  readonly endedAt: number;
  /** In the order of the hashes, where they were answered. */
  readonly signatures?: readonly string[];
  /** What the first of two tries heard. */
  readonly first?: string;
  /** What the last try heard, where not. */
  readonly refusal?: string;
  readonly tries: number;
}

interface Piece {
  readonly sad: PreparedSad;
  readonly hashes: readonly string[];
}

type Heard = { readonly signatures: readonly string[] } | { readonly refusal: string; readonly isPassing: boolean; readonly isWhole: boolean };

const MOST_IN_FLIGHT = 200;
const LOOK_MS = 5;
/** Longest wait before the one repetition, whatever the answer asks for. */
const LONGEST_PAUSE_MS = 1_000;
const PAUSE_MS = 250;
/** What a client takes for an answer that will be another one in a moment (RFC 9110 15.6.4, RFC 6585 section 4). */
const PASSING = new Set([429, 502, 503, 504]);

/**
 * Applications that have hashes signed at a steady rate, whatever the answers are: requests come when they come, not when the last one
 * was answered. Each is repeated once where the answer, or its absence, says that this may help.
 */
export class GatewayLoad {
  readonly asked: Asked[] = [];
  readonly #address: string;
  readonly #shape: LoadShape;
  readonly #agent = new Agent({ connect: { lookup: lookupLocalhost }, keepAliveTimeout: 30_000, headersTimeout: 40_000 });
  readonly #pieces: Piece[] = [];
  readonly #underWay = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  /** Requests that were not sent because too many waited for their answers. */
  heldBack = 0;

  constructor(origin: string, shape: LoadShape) {
    this.#address = `${origin}/csc/v2/signatures/signHash`;
    this.#shape = shape;
  }

  get answered(): readonly Asked[] {
    return this.asked.filter(({ signatures }) => signatures !== undefined);
  }

  get refused(): readonly Asked[] {
    return this.asked.filter(({ refusal }) => refusal !== undefined);
  }

  get left(): number {
    return this.#pieces.length;
  }

  /** Authorisations to be used up; the newest first where it matters whether anything is signed at all. */
  add(sads: readonly PreparedSad[], first = false): void {
    const { hashesPerRequest: size } = this.#shape;
    const pieces = sads.flatMap((sad) =>
      Array.from({ length: Math.ceil(sad.hashes.length / size) }, (_, n) => ({ sad, hashes: sad.hashes.slice(n * size, (n + 1) * size) })),
    );
    if (first) this.#pieces.unshift(...pieces);
    else this.#pieces.push(...pieces);
  }

  start(): void {
    const begunAt = performance.now();
    let sent = 0;
    // By the clock: a timer that comes late sends what it owes.
    this.#timer = setInterval(() => {
      const due = ((performance.now() - begunAt) / 1_000) * this.#shape.requestsPerSecond;
      for (; sent < due; sent += 1) this.#send();
    }, LOOK_MS);
  }

  /** Sends nothing more until it is started again, and waits for what is under way. */
  async pause(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#underWay);
  }

  /** Sends nothing more, ever. */
  async stop(): Promise<void> {
    await this.pause();
    await this.#agent.close();
  }

  /** One request outside the rate. */
  async ask({ sad, hashes }: Piece): Promise<Asked> {
    const one = { activationId: sad.activationId, hashes, begunAt: performance.now() };
    const first = await this.#try(sad, hashes);
    if ('signatures' in first) return this.#keep({ ...one, signatures: first.signatures, tries: 1 });
    if (!first.isPassing) return this.#keep({ ...one, refusal: first.refusal, tries: 1 });
    await sleep(PAUSE_MS + Math.random() * (LONGEST_PAUSE_MS - PAUSE_MS));
    const second = await this.#try(sad, hashes);
    if ('signatures' in second) return this.#keep({ ...one, signatures: second.signatures, tries: 2 });
    // Nothing was spent by a refusal that says so: whoever owns the document comes back with it.
    if (first.isWhole && second.isWhole) this.#pieces.push({ sad, hashes });
    return this.#keep({ ...one, first: first.refusal, refusal: second.refusal, tries: 2 });
  }

  #keep(asked: Omit<Asked, 'endedAt'>): Asked {
    const kept = { ...asked, endedAt: performance.now() };
    this.asked.push(kept);
    return kept;
  }

  #send(): void {
    if (this.#underWay.size >= MOST_IN_FLIGHT) {
      this.heldBack += 1;
      return;
    }
    const piece = this.#pieces.shift();
    if (piece === undefined) return;
    const work = this.ask(piece).then(() => void this.#underWay.delete(work));
    this.#underWay.add(work);
  }

  async #try({ token, credential: { credentialId: credentialID, algorithm } }: PreparedSad, hashes: readonly string[]): Promise<Heard> {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const body = JSON.stringify({ credentialID, hashes, signAlgo: SIGN_ALGORITHMS[algorithm] });
    try {
      const answer = await request(this.#address, { method: 'POST', headers, body, dispatcher: this.#agent });
      const said = (await answer.body.json()) as { signatures?: readonly string[]; error?: string };
      if (answer.statusCode === 200 && said.signatures) return { signatures: said.signatures };
      const isPassing = PASSING.has(answer.statusCode);
      return { refusal: `${answer.statusCode} ${said.error ?? ''}`.trim(), isPassing, isWhole: isPassing };
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      return { refusal: code, isPassing: true, isWhole: code === 'ECONNREFUSED' };
    }
  }
}
