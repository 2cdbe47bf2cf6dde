import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { MeansCounters } from '../../ports/means-counters.js';
import type { Policies } from '../../ports/policies.js';
import type { EvidenceDraft } from '../../ports/evidence-verifier.js';
import type { SamEvent, Transactions } from '../../ports/transactions.js';
import type { CodeMeans } from '../../records/record-kinds.js';
import type { TrustRecords } from '../../records/trust-records.js';
import { addressHint } from '../means-for-page.js';
import { codeMeans } from '../one-time-code/code-means.js';
import { countMessage } from '../one-time-code/message-limits.js';
import type { Messages } from '../one-time-code/messages.js';
import { linkText, type LinkOrigin } from './link-text.js';

/** What says where a link goes. */
export interface LinkBasis {
  readonly records: TrustRecords;
  readonly policies: Policies;
  readonly origin: LinkOrigin;
}

/** Sends the signer of an activation the link to it, by the way codes go and within the same limits. */
export class SendLink {
  constructor(
    private readonly basis: LinkBasis,
    private readonly counters: MeansCounters,
    private readonly messages: Messages,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** @throws `evidence.missing` where there is no way to the signer, `evidence.locked`, `evidence.too_many_codes`, `message.undeliverable`, `record.tampered` */
  async run(draft: EvidenceDraft): Promise<void> {
    this.messages.requireWay();
    const now = this.clock.now();
    const policy = this.basis.policies.find(draft.policyId);
    const binding = (await this.basis.records.find('binding', draft.credentialId))?.body;
    const [means] = policy && binding ? codeMeans(binding, policy, now) : [];
    if (!policy || !means) throw new ServiceError('evidence.missing', 'no address counts that a link could go to');

    // Counted first, so that none is sent uncounted; nobody waits for a gateway with a transaction open.
    await this.transactions.run((transaction) => this.counters.change(transaction, means.meansId, (counter) => countMessage(counter, { policy, now })));
    const lifetimeSeconds = Math.floor((draft.expiresAt.getTime() - now.getTime()) / 1_000);
    const text = linkText(draft, { address: this.basis.origin.address(draft.reference), lifetimeSeconds });
    const { channel, address } = means;
    const messageId = await this.messages.send({ channel, address, subject: 'Signature', text });
    await this.transactions.record(sentEvent(draft, means, messageId));
  }
}

// Neither the address nor the text is anybody's business here.
function sentEvent({ reference, credentialId, signerId, clientId }: EvidenceDraft, { meansId, channel, address }: CodeMeans, messageId: string): SamEvent {
  return {
    type: 'link-sent',
    actor: { kind: 'system', id: 'sam' },
    outcome: 'success',
    recipient: signerId,
    ...(clientId === undefined ? {} : { requester: clientId }),
    particulars: { reference, credentialId, meansId, channel, hint: addressHint(address), messageId },
  };
}
