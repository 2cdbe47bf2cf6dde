import type { EvidenceDraft } from '../../ports/evidence-verifier.js';
import type { SamEvent, Transactions } from '../../ports/transactions.js';
import type { Refusals } from '../../refusals.js';
import { bondOf } from './code-bond.js';
import { draftText } from './code-text.js';
import type { DispatchCode, DispatchedCode } from './dispatch-code.js';
import type { WantedCodes } from './wanted-codes.js';

/** Sends a one-time code for a draft, in a message that names what it approves. */
export class SendCode {
  constructor(
    private readonly wantedCodes: WantedCodes,
    private readonly dispatchCode: DispatchCode,
    private readonly transactions: Transactions,
    private readonly refusals: Refusals,
  ) {}

  /** @throws what `WantedCodes` and `DispatchCode` refuse with */
  run(reference: string): Promise<DispatchedCode> {
    const particulars: Record<string, string> = { reference };
    return this.refusals.recorded({ type: 'code-sent', actor: { kind: 'system', id: 'identity' }, particulars }, async () => {
      const { draft, binding, policy, means, now } = await this.wantedCodes.find(reference, particulars);
      const order = { bond: bondOf(draft), means, policy, now, notAfter: draft.expiresAt, subject: 'Code' };
      const sent = await this.dispatchCode.run({ ...order, text: (code) => draftText(draft, binding, code) });
      await this.transactions.record(sentEvent(draft, means.meansId, sent));
      return sent;
    });
  }
}

// Neither the address nor the text is anybody's business here.
function sentEvent({ reference, credentialId, signerId, clientId }: EvidenceDraft, meansId: string, { channel, hint, messageId }: DispatchedCode): SamEvent {
  return {
    type: 'code-sent',
    actor: { kind: 'system', id: 'sam' },
    outcome: 'success',
    recipient: signerId,
    ...(clientId === undefined ? {} : { requester: clientId }),
    particulars: { reference, credentialId, meansId, channel, hint, messageId },
  };
}
