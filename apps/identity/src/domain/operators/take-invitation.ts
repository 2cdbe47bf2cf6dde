import type { acceptInvitation, openInvitation, ReplyOf, RequestOf } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { Events } from '../ports/events.js';
import type { OperatorPasskeys } from '../ports/operator-passkeys.js';
import type { OperatorStore } from '../ports/operator-store.js';
import type { Invitation, Operator } from './operator.js';
import { operatorRefused, recordRefusal } from './operator-refused.js';

/** Has the invited person make the passkey of the account. There is one invitation and one passkey: who loses it gets a new account, and a quorum decides anew. */
export class TakeInvitation {
  constructor(
    private readonly operators: OperatorStore,
    private readonly passkeys: OperatorPasskeys,
    private readonly events: Events,
    private readonly clock: Clock,
  ) {}

  /** @throws ServiceError operator.refused */
  async open(invitationDigest: string): Promise<ReplyOf<typeof openInvitation>> {
    const { invitation, operator } = await this.standing(invitationDigest).catch((error: unknown) => recordRefusal(this.events, error, { by: 'invitation' }));
    return { operatorId: operator.id, name: operator.name, challenge: invitation.challenge, expiresAt: invitation.expiresAt.toISOString() };
  }

  /** @throws ServiceError operator.refused */
  async accept({ invitationDigest, registration }: RequestOf<typeof acceptInvitation>): Promise<ReplyOf<typeof acceptInvitation>> {
    try {
      const { invitation, operator } = await this.standing(invitationDigest);
      const passkey = await this.passkeys.register(registration, invitation.challenge);
      const isKept = await this.operators.keepPasskey(invitation, passkey, {
        type: 'operator-acted',
        actor: { kind: 'operator', id: operator.id },
        outcome: 'success',
        recipient: operator.id,
        particulars: { endpoint: 'acceptInvitation', passkey: passkey.id },
      });
      if (!isKept) throw operatorRefused('the invitation was used meanwhile, or the passkey is known');
      return { operatorId: operator.id, name: operator.name };
    } catch (error) {
      return recordRefusal(this.events, error, { by: 'invitation' });
    }
  }

  private async standing(digest: string): Promise<{ invitation: Invitation; operator: Operator }> {
    const invitation = await this.operators.invitation(digest);
    if (!invitation) throw operatorRefused('no such invitation, or it was used');
    if (invitation.expiresAt <= this.clock.now()) throw operatorRefused('the invitation is over');
    const operator = await this.operators.find(invitation.operatorId);
    if (operator?.state !== 'invited') throw operatorRefused('the account has ended, or has its passkey');
    return { invitation, operator };
  }
}
