import { ServiceError, type Approver, type Assertion } from '@paraph/contracts';
import { proposalChallenge, type Clock } from '@paraph/kernel';
import { assertionDigest } from '../evidence/passkey/assertion-digest.js';
import type { MeansCounters } from '../ports/means-counters.js';
import type { PasskeyVerifier, VerifiedAssertion } from '../ports/passkey-verifier.js';
import type { TrustRecord } from '../records/record-kinds.js';
import { Reason } from '../refusals.js';
import { approversOf, counterId } from './people.js';
import type { Approval, Proposal } from './proposal.js';

/** An approval that verified, and the counter of the passkey it was given with. */
export interface VerifiedApproval {
  readonly approval: Approval;
  readonly counter: { readonly meansId: string; readonly signCount: number };
}

/** Verifies an approver's passkey over a proposal. */
export class VerifyApproval {
  constructor(
    private readonly passkeys: PasskeyVerifier,
    private readonly counters: MeansCounters,
    private readonly clock: Clock,
  ) {}

  /**
   * @param quorum the people who decide now, of the version the proposal names
   * @throws `proposal.refused`; `proposal.state` for somebody who has approved already; `record.tampered`
   */
  async run({ draft, approvals }: Proposal, assertion: Assertion, quorum: TrustRecord<'quorum'>): Promise<VerifiedApproval> {
    // Who it is, the passkey says: an id that a neighbour could name beside it would prove nothing.
    const approver = approversOf(quorum.body).find(({ passkey }) => passkey.id === assertion.id);
    if (!approver) throw refused(new Reason('no passkey of an approver'));
    const { id: approverId, name } = approver;
    const samePerson = quorum.body.approvers.filter(({ passkey }) => passkey.publicKey === approver.passkey.publicKey).map((one) => one.id);
    if (approvals.some((one) => samePerson.includes(one.approverId))) throw new ServiceError('proposal.state', `${name} has approved already`);
    const meansId = counterId(approver);
    const last = await this.counters.read(meansId);
    // The challenge comes from the stored statement: an assertion over any other text is none over this proposal.
    const { signCount } = await this.assert(assertion, approver, { challenge: proposalChallenge(draft.statement), signCount: last.signCount });
    return { approval: { approverId, name, at: this.clock.now().toISOString(), evidenceDigest: assertionDigest(assertion) }, counter: { meansId, signCount } };
  }

  private async assert(
    assertion: Assertion,
    { passkey }: Approver,
    expected: { readonly challenge: Uint8Array; readonly signCount: number },
  ): Promise<VerifiedAssertion> {
    try {
      return await this.passkeys.assert(assertion, { ...expected, ...passkey });
    } catch (error) {
      if (error instanceof ServiceError && error.code === 'evidence.invalid') throw refused(error.cause);
      throw error;
    }
  }
}

/** Strangers learn nothing of the reason; the auditor reads it in the event. */
function refused(cause: unknown): ServiceError {
  return new ServiceError('proposal.refused', 'the approval is not accepted', { cause });
}
