import type {
  completeEnrolment,
  createCredential,
  describeCredential,
  endSession,
  listCredentials,
  refreshCredential,
  ReplyOf,
  renewCredential,
  RequestOf,
  suspendCredential,
} from '@paraph/contracts';

/** The key lifecycle, as identity may use it. */
export abstract class KeyLifecycle {
  abstract createCredential(request: RequestOf<typeof createCredential>): Promise<ReplyOf<typeof createCredential>>;
  abstract describeCredential(request: RequestOf<typeof describeCredential>): Promise<ReplyOf<typeof describeCredential>>;
  abstract completeEnrolment(request: RequestOf<typeof completeEnrolment>): Promise<ReplyOf<typeof completeEnrolment>>;
  abstract endSession(request: RequestOf<typeof endSession>): Promise<ReplyOf<typeof endSession>>;
  abstract listCredentials(request: RequestOf<typeof listCredentials>): Promise<ReplyOf<typeof listCredentials>>;
  abstract suspendCredential(request: RequestOf<typeof suspendCredential>): Promise<ReplyOf<typeof suspendCredential>>;
  abstract renewCredential(request: RequestOf<typeof renewCredential>): Promise<ReplyOf<typeof renewCredential>>;
  abstract refreshCredential(request: RequestOf<typeof refreshCredential>): Promise<ReplyOf<typeof refreshCredential>>;
}
