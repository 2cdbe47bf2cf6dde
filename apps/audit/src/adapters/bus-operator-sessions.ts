import { beginOperatorSignIn, redeemOperatorSignIn, signOutOperator, type ReplyOf } from '@paraph/contracts';
import type { Bus } from '@paraph/platform';
import { OperatorSessions } from '../domain/sessions/operator-sessions.js';

/** Sessions kept by identity. */
export class BusOperatorSessions extends OperatorSessions {
  constructor(private readonly bus: Pick<Bus, 'call'>) {
    super();
  }

  override begin(deviceDigest: string): Promise<ReplyOf<typeof beginOperatorSignIn>> {
    return this.bus.call(beginOperatorSignIn, { deviceDigest });
  }

  override redeem(deviceDigest: string, tokenDigest: string): Promise<ReplyOf<typeof redeemOperatorSignIn>> {
    return this.bus.call(redeemOperatorSignIn, { deviceDigest, tokenDigest });
  }

  override async end(tokenDigest: string): Promise<void> {
    await this.bus.call(signOutOperator, { tokenDigest });
  }
}
