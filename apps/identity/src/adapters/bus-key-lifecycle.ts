import {
  completeEnrolment,
  createCredential,
  describeCredential,
  endSession,
  listCredentials,
  refreshCredential,
  renewCredential,
  suspendCredential,
  type ReplyOf,
  type RequestOf,
} from '@paraph/contracts';
import { type Bus } from '@paraph/platform';
import { KeyLifecycle } from '../domain/ports/key-lifecycle.js';

/** The key lifecycle over the bus. */
export class BusKeyLifecycle extends KeyLifecycle {
  constructor(private readonly bus: Bus) {
    super();
  }

  override createCredential(request: RequestOf<typeof createCredential>): Promise<ReplyOf<typeof createCredential>> {
    return this.bus.call(createCredential, request);
  }

  override describeCredential(request: RequestOf<typeof describeCredential>): Promise<ReplyOf<typeof describeCredential>> {
    return this.bus.call(describeCredential, request);
  }

  override completeEnrolment(request: RequestOf<typeof completeEnrolment>): Promise<ReplyOf<typeof completeEnrolment>> {
    return this.bus.call(completeEnrolment, request);
  }

  override endSession(request: RequestOf<typeof endSession>): Promise<ReplyOf<typeof endSession>> {
    return this.bus.call(endSession, request);
  }

  override listCredentials(request: RequestOf<typeof listCredentials>): Promise<ReplyOf<typeof listCredentials>> {
    return this.bus.call(listCredentials, request);
  }

  override suspendCredential(request: RequestOf<typeof suspendCredential>): Promise<ReplyOf<typeof suspendCredential>> {
    return this.bus.call(suspendCredential, request);
  }

  override renewCredential(request: RequestOf<typeof renewCredential>): Promise<ReplyOf<typeof renewCredential>> {
    return this.bus.call(renewCredential, request);
  }

  override refreshCredential(request: RequestOf<typeof refreshCredential>): Promise<ReplyOf<typeof refreshCredential>> {
    return this.bus.call(refreshCredential, request);
  }
}
