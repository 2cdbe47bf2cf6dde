import { ServiceError, type completeEnrolment, type ReplyOf } from '@paraph/contracts';
import type { ProviderAnswer } from '../carried/provider-answer.js';
import type { RedeemEvidence } from '../carried/redeem-evidence.js';
import { type Events } from '../ports/events.js';
import { type KeyLifecycle } from '../ports/key-lifecycle.js';

/** Redeems the provider's answer for an enrolment and has the credential completed by it. A failure is an event. */
export class CarryEnrolment {
  constructor(
    private readonly redeem: RedeemEvidence,
    private readonly keyLifecycle: KeyLifecycle,
    private readonly events: Events,
  ) {}

  /**
   * @param requester the client whose request made the enrolment, where one did
   * @throws ServiceError evidence.invalid, enrolment.*, certificate.refused, …
   */
  async run(enrolmentId: string, answer: ProviderAnswer, requester?: string): Promise<ReplyOf<typeof completeEnrolment>> {
    try {
      const idToken = await this.redeem.run(enrolmentId, answer);
      return await this.keyLifecycle.completeEnrolment({ enrolmentId, idToken });
    } catch (error) {
      await this.events.record({
        type: 'enrolment-failed',
        actor: { kind: 'system', id: 'identity' },
        outcome: 'failure',
        ...(requester !== undefined && { requester }),
        cause: causeOf(error),
        particulars: { enrolmentId },
      });
      throw error;
    }
  }
}

/** A failure as an event tells it: code and detail of a refusal, and of a bug nothing but that it was one. */
export function causeOf(error: unknown): string {
  return error instanceof ServiceError ? `${error.code}: ${error.detail}` : 'unexpected error';
}
