import { introspectToken, type ReplyOf } from '@paraph/contracts';
import { sha256, toBase64Url, type Secret } from '@paraph/kernel';
import type { Bus } from '@paraph/platform';
import type { Bearer } from '../domain/bearer.js';
import { Tokens, type TokenState } from '../domain/tokens.js';
import type { BriefMemory } from './brief-memory.js';

/** The identity service's word on a token. */
export type TokenWord = ReplyOf<typeof introspectToken>;
type Told = Extract<TokenWord, { state: 'active' }>;

/** How long such a word counts: short enough that a revocation is heeded by every replica within a second. Milliseconds. */
export const TOKEN_WORD_MS = 500;

/** Until when a word is true by itself. What is no token now may be one in a moment, so a refusal is not kept. */
export function endOfWord(word: TokenWord): number {
  return word.state === 'active' ? Date.parse(word.expiresAt) : 0;
}

/** The identity service's word on a token, kept for a moment. It is told the SHA-256 of the token, never the token, and neither does this memory hold it. */
export class BusTokens extends Tokens {
  constructor(
    private readonly bus: Pick<Bus, 'call'>,
    private readonly memory: BriefMemory<TokenWord>,
  ) {
    super();
  }

  override async introspect(token: Secret): Promise<TokenState> {
    const tokenDigest = toBase64Url(sha256(token.reveal()));
    const told = await this.memory.ask(tokenDigest, () => this.bus.call(introspectToken, { tokenDigest }));
    return told.state === 'active' ? { state: 'active', bearer: bearerOf(told, token) } : { state: told.state };
  }

  /** Some token was revoked, somewhere: all words on tokens are asked for anew, those under way included. */
  forgetAll(): void {
    this.memory.forget(() => true);
  }

  override forget(clientId: string): void {
    this.memory.forget((word) => word.state === 'active' && word.clientId === clientId);
  }
}

function bearerOf(told: Told, token: Secret): Bearer {
  const { scope, clientId, subscriberId, signerId, client, proofKeyThumbprint } = told;
  const party = {
    clientId,
    subscriberId,
    client,
    ...(signerId === undefined ? {} : { signerId }),
    ...(proofKeyThumbprint === undefined ? {} : { proofKeyThumbprint }),
  };
  if (scope === 'service') return { scope, ...party };
  const { credentialId, changeId } = told;
  if (credentialId === undefined) throw new Error(`a ${scope} token without a credential`);
  if (scope === 'credential') return { scope, ...party, credentialId, token };
  if (scope === 'credential-creation') return { scope, ...party, credentialId };
  if (changeId === undefined) throw new Error('a credential-deletion token without a change');
  return { scope, ...party, credentialId, changeId };
}
