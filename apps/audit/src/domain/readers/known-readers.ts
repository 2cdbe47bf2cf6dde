import type { Clock } from '@paraph/kernel';
import type { IdentityWords } from './identity-words.js';
import type { Reader } from './reader.js';

/** A right that is withdrawn counts no longer than this (ROL-07). */
const REMEMBERED_MS = 1_000;
/** Readers that are remembered at most; the oldest goes first. */
const MOST = 1_000;

/** Who holds a token, by identity's word, which is remembered for a second from when it was asked. */
export class KnownReaders {
  readonly #known = new Map<string, { readonly reader: Reader; readonly askedAt: number }>();

  constructor(
    private readonly words: IdentityWords,
    private readonly clock: Clock,
  ) {}

  /**
   * The reader a token belongs to, if it opens anything here: a session, or a service token that is bound to no key. One that is bound (RFC 9449)
   * comes with a proof for each request, which nothing here reads.
   */
  async find(tokenDigest: string): Promise<Reader | undefined> {
    const askedAt = this.clock.now().getTime();
    const known = this.#known.get(tokenDigest);
    // A clock that was set back makes no answer younger.
    if (known && askedAt >= known.askedAt && askedAt - known.askedAt < REMEMBERED_MS) return known.reader;
    this.#known.delete(tokenDigest);
    const reader = (await this.operator(tokenDigest)) ?? (await this.application(tokenDigest));
    if (reader) this.#keep(tokenDigest, { reader, askedAt });
    return reader;
  }

  forget(tokenDigest: string): void {
    this.#known.delete(tokenDigest);
  }

  private async operator(tokenDigest: string): Promise<Reader | undefined> {
    const word = await this.words.ofSession(tokenDigest);
    return word.state === 'open' ? { kind: 'auditor', id: word.operatorId, roles: word.roles, session: tokenDigest } : undefined;
  }

  private async application(tokenDigest: string): Promise<Reader | undefined> {
    const word = await this.words.ofToken(tokenDigest);
    if (word.state !== 'active' || word.scope !== 'service' || word.proofKeyThumbprint !== undefined) return undefined;
    const { clientId, subscriberId, signerId } = word;
    return signerId === undefined ? { kind: 'subscriber', subscriberId, clientId } : { kind: 'signer', signerId, clientId };
  }

  #keep(tokenDigest: string, found: { readonly reader: Reader; readonly askedAt: number }): void {
    this.#known.set(tokenDigest, found);
    const oldest = this.#known.size > MOST ? this.#known.keys().next().value : undefined;
    if (oldest !== undefined) this.#known.delete(oldest);
  }
}
