import { completeEnrolment, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { type Bus } from '@paraph/platform';
import { KeyLifecycle } from '../domain/ports/key-lifecycle.js';

/** The key lifecycle over the bus. */
export class BusKeyLifecycle extends KeyLifecycle {
  constructor(private readonly bus: Bus) {
    super();
  }

  override completeEnrolment(request: RequestOf<typeof completeEnrolment>): Promise<ReplyOf<typeof completeEnrolment>> {
    return this.bus.call(completeEnrolment, request);
  }
}
