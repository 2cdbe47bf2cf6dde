import type { completeEnrolment, ReplyOf, RequestOf } from '@paraph/contracts';

/** The key lifecycle, as identity may use it. */
export abstract class KeyLifecycle {
  abstract completeEnrolment(request: RequestOf<typeof completeEnrolment>): Promise<ReplyOf<typeof completeEnrolment>>;
}
