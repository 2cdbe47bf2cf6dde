import { MessageGateway, NotTaken } from '../domain/message-gateway.js';

/** Stands where a channel is not offered: it takes nothing, and says so. */
export class NoGateway extends MessageGateway {
  override readonly kind = 'none';

  override deliver(): Promise<void> {
    return Promise.reject(new NotTaken('not-configured'));
  }

  override isReachable(): Promise<boolean> {
    return Promise.resolve(false);
  }
}
