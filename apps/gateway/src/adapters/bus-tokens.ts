import { introspectToken, type ReplyOf } from '@paraph/contracts';
import { sha256, toBase64Url, type Secret } from '@paraph/kernel';
import type { Bus } from '@paraph/platform';
import type { Bearer } from '../domain/bearer.js';
import { Tokens, type TokenState } from '../domain/tokens.js';

type Told = Extract<ReplyOf<typeof introspectToken>, { state: 'active' }>;

/** The identity service's word on a token. It is told the SHA-256 of the token, never the token. */
export class BusTokens extends Tokens {
  constructor(private readonly bus: Pick<Bus, 'call'>) {
    super();
  }

  override async introspect(token: Secret): Promise<TokenState> {
    const told = await this.bus.call(introspectToken, { tokenDigest: toBase64Url(sha256(token.reveal())) });
    return told.state === 'active' ? { state: 'active', bearer: bearerOf(told, token) } : { state: told.state };
  }
}

function bearerOf({ scope, clientId, subscriberId, signerId, credentialId }: Told, token: Secret): Bearer {
  const party = { clientId, subscriberId, ...(signerId === undefined ? {} : { signerId }) };
  if (scope === 'service') return { scope, ...party };
  if (credentialId === undefined) throw new Error('a credential token without a credential');
  return { scope, ...party, credentialId, token };
}
