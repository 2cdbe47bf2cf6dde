import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import { NotAnnounced, type CallBack } from './call-back.js';

/** Tells a client’s address that a result is there. Whoever is told learns an id that means nothing without the client's own access. */
export class AnnounceResult {
  constructor(
    private readonly callBack: CallBack,
    private readonly clock: Clock,
  ) {}

  /** @throws `message.undeliverable` */
  async run(responseId: string, address: string): Promise<Date> {
    const url = URL.parse(address);
    // What one signs in with does not travel in addresses.
    if (!url || url.username !== '' || url.password !== '') throw undeliverable(new NotAnnounced('address'));
    try {
      // The member is called as the client knows it (CSC v2 11.10).
      await this.callBack.post(url, JSON.stringify({ responseID: responseId }));
    } catch (error) {
      throw error instanceof NotAnnounced ? undeliverable(error) : new Error(`the call-back failed with ${error instanceof Error ? error.name : typeof error}`);
    }
    return this.clock.now();
  }
}

function undeliverable(cause: NotAnnounced): ServiceError {
  return new ServiceError('message.undeliverable', 'the address did not take the announcement', { cause });
}
