import type { beginOperatorSignIn, redeemOperatorSignIn, ReplyOf } from '@paraph/contracts';

/** Who keeps the sessions of operators: identity, which is told digests and never a secret. */
export abstract class OperatorSessions {
  /** @throws ServiceError login.throttled */
  abstract begin(deviceDigest: string): Promise<ReplyOf<typeof beginOperatorSignIn>>;
  /** @throws ServiceError operator.refused */
  abstract redeem(deviceDigest: string, tokenDigest: string): Promise<ReplyOf<typeof redeemOperatorSignIn>>;
  abstract end(tokenDigest: string): Promise<void>;
}
