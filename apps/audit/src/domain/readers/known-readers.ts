import type { Clock } from '@paraph/kernel';
import type { IdentityWords } from './identity-words.js';
import type { Reader } from './reader.js';

/** A right that is withdrawn counts no longer than this (ROL-07). */
const REMEMBERED_MS = 1_000;
/** Readers that are remembered at most; the oldest goes first. */
const MOST = 1_000;

/** Who holds a token, and by which key they have to show that it is theirs. */
export interface KnownReader {
  readonly reader: Reader;
  /** Of the key that the token is bound to (RFC 7638), base64url; absent where it is bound to none. */
  readonly thumbprint?: string;
}

/** Who holds a token, by identity's word, which is remembered for a second from when it was asked. */
export class KnownReaders {
  readonly #known = new Map<string, { readonly found: KnownReader; readonly askedAt: number }>();

  constructor(
    private readonly words: IdentityWords,
    private readonly clock: Clock,
  ) {}

  /** The reader a token belongs to, if it opens anything here: a session, or a service token. One that is bound to a key opens nothing by itself. */
  async find(tokenDigest: string): Promise<KnownReader | undefined> {
    const askedAt = this.clock.now().getTime();
    const known = this.#known.get(tokenDigest);
    // A clock that was set back makes no answer younger.
    if (known && askedAt >= known.askedAt && askedAt - known.askedAt < REMEMBERED_MS) return known.found;
    this.#known.delete(tokenDigest);
    const found = (await this.operator(tokenDigest)) ?? (await this.application(tokenDigest));
    if (found) this.#keep(tokenDigest, { found, askedAt });
    return found;
  }

  forget(tokenDigest: string): void {
    this.#known.delete(tokenDigest);
  }

  private async operator(tokenDigest: string): Promise<KnownReader | undefined> {
    const word = await this.words.ofSession(tokenDigest);
    return word.state === 'open' ? { reader: { kind: 'auditor', id: word.operatorId, roles: word.roles, session: tokenDigest } } : undefined;
  }

  private async application(tokenDigest: string): Promise<KnownReader | undefined> {
    const word = await this.words.ofToken(tokenDigest);
    if (word.state !== 'active' || word.scope !== 'service') return undefined;
    const { clientId, subscriberId, signerId, proofKeyThumbprint: thumbprint } = word;
    const reader: Reader = signerId === undefined ? { kind: 'subscriber', subscriberId, clientId } : { kind: 'signer', signerId, clientId };
    return { reader, ...(thumbprint === undefined ? {} : { thumbprint }) };
  }

  #keep(tokenDigest: string, kept: { readonly found: KnownReader; readonly askedAt: number }): void {
    this.#known.set(tokenDigest, kept);
    const oldest = this.#known.size > MOST ? this.#known.keys().next().value : undefined;
    if (oldest !== undefined) this.#known.delete(oldest);
  }
}
