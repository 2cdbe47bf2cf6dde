import { introspectOperator, introspectToken } from '@paraph/contracts';
import type { Bus } from '@paraph/platform';
import { IdentityWords, type SessionWord, type TokenWord } from '../domain/readers/identity-words.js';

/** Identity's word over the bus. */
export class BusIdentityWords extends IdentityWords {
  constructor(private readonly bus: Pick<Bus, 'call'>) {
    super();
  }

  override ofSession(tokenDigest: string): Promise<SessionWord> {
    return this.bus.call(introspectOperator, { tokenDigest });
  }

  override ofToken(tokenDigest: string): Promise<TokenWord> {
    return this.bus.call(introspectToken, { tokenDigest });
  }
}
