import type { introspectOperator, introspectToken, ReplyOf } from '@paraph/contracts';

export type SessionWord = ReplyOf<typeof introspectOperator>;
export type TokenWord = ReplyOf<typeof introspectToken>;

/** Identity's word on whoever asks: of an operator's session, of an application's or a signer's token. It is told digests, never a token. */
export abstract class IdentityWords {
  abstract ofSession(tokenDigest: string): Promise<SessionWord>;
  abstract ofToken(tokenDigest: string): Promise<TokenWord>;
}
