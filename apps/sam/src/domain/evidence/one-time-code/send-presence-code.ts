import type { Transactions } from '../../ports/transactions.js';
import type { NamedCredential } from '../../records/usable-credential.js';
import type { Refusals } from '../../refusals.js';
import type { DispatchCode, DispatchedCode } from './dispatch-code.js';
import type { PresenceCodes } from './presence-codes.js';

/** Sends a code without hashes, for explicit authorisation. */
export class SendPresenceCode {
  constructor(
    private readonly presenceCodes: PresenceCodes,
    private readonly dispatchCode: DispatchCode,
    private readonly transactions: Transactions,
    private readonly refusals: Refusals,
  ) {}

  /** @throws what `PresenceCodes` and `DispatchCode` refuse with */
  run(named: NamedCredential): Promise<DispatchedCode> {
    const { clientId, credentialId } = named;
    const particulars = { credentialId, scope: 'presence' };
    return this.refusals.recorded({ type: 'code-sent', actor: { kind: 'client', id: clientId }, particulars }, async () => {
      const { order, binding } = await this.presenceCodes.order(named);
      const sent = await this.dispatchCode.run(order);
      const { channel, hint, messageId } = sent;
      await this.transactions.record({
        type: 'code-sent',
        actor: { kind: 'system', id: 'sam' },
        outcome: 'success',
        recipient: binding.body.signerId,
        requester: clientId,
        particulars: { ...particulars, meansId: order.means.meansId, channel, hint, messageId },
      });
      return sent;
    });
  }
}
