import type { Clock } from '@paraph/kernel';
import type { Introspection, Operators } from './operators.js';

/** A right that is withdrawn counts no longer than this (ROL-07). */
const REMEMBERED_MS = 1_000;
/** Sessions that are remembered at most; the oldest answer goes first. */
const MOST = 1_000;

/** What identity said of a session, for a second from when it was asked. */
export class RememberedSessions {
  readonly #answers = new Map<string, { readonly answer: Introspection; readonly askedAt: number }>();

  constructor(
    private readonly operators: Operators,
    private readonly clock: Clock,
  ) {}

  async find(tokenDigest: string): Promise<Introspection> {
    const askedAt = this.clock.now().getTime();
    const known = this.#answers.get(tokenDigest);
    // A clock that was set back makes no answer younger.
    if (known && askedAt >= known.askedAt && askedAt - known.askedAt < REMEMBERED_MS) return known.answer;
    this.#answers.delete(tokenDigest);
    const answer = await this.operators.introspect(tokenDigest);
    if (answer.state === 'open') this.#keep(tokenDigest, { answer, askedAt });
    return answer;
  }

  forget(tokenDigest: string): void {
    this.#answers.delete(tokenDigest);
  }

  #keep(tokenDigest: string, answered: { readonly answer: Introspection; readonly askedAt: number }): void {
    this.#answers.set(tokenDigest, answered);
    const oldest = this.#answers.size > MOST ? this.#answers.keys().next().value : undefined;
    if (oldest !== undefined) this.#answers.delete(oldest);
  }
}
