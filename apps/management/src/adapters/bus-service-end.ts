import { countCredentials, describeServiceEnd, type ReplyOf } from '@paraph/contracts';
import type { Bus } from '@paraph/platform';
import { ServiceEnd } from '../domain/service-end.js';

/** Asked of the SAM and of key-lifecycle. */
export class BusServiceEnd extends ServiceEnd {
  constructor(private readonly bus: Pick<Bus, 'call'>) {
    super();
  }

  override ofTrust(): Promise<ReplyOf<typeof describeServiceEnd>> {
    return this.bus.call(describeServiceEnd, { counted: true });
  }

  override ofCredentials(): Promise<ReplyOf<typeof countCredentials>> {
    return this.bus.call(countCredentials, {});
  }
}
