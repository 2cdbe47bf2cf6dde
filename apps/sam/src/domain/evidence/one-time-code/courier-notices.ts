import { ServiceError } from '@paraph/contracts';
import { sha256, toBase64Url, type Clock } from '@paraph/kernel';
import { Notices, type Notice } from '../../ports/notices.js';
import type { SamEvent, Transactions } from '../../ports/transactions.js';
import type { BindingRecord, CodeMeans } from '../../records/record-kinds.js';
import { addressHint } from '../means-for-page.js';
import { usableMeans } from '../usable-means.js';
import type { Messages } from './messages.js';

const SUBJECT = 'Signing key / Clé de signature';
/** The sealed message has to stay within what the bus call takes. */
const LONGEST = 1_500;

/** Notices by the same way as codes, to each address that counts: also to the one that is being taken away. */
export class CourierNotices extends Notices {
  constructor(
    private readonly messages: Messages,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async send(binding: BindingRecord, about: Notice): Promise<number> {
    const addresses = usableMeans(binding, 'one-time-code', this.clock.now());
    const sent = await Promise.all(addresses.map((means) => this.sendOne(binding, about, means)));
    return sent.filter(Boolean).length;
  }

  private async sendOne(binding: BindingRecord, about: Notice, means: CodeMeans): Promise<boolean> {
    const { channel, address } = means;
    try {
      const message = { channel, address, subject: SUBJECT, text: about.text.slice(0, LONGEST), messageId: messageIdOf(about, means) };
      const messageId = await this.messages.send(message);
      await this.transactions.record(noticeEvent(binding, about, means, { outcome: 'success', messageId }));
      return true;
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      await this.transactions.record(noticeEvent(binding, about, means, { outcome: 'failure', cause: error.code }));
      return false;
    }
  }
}

/** The same for the same notice to the same address, so that a repetition is known as one. */
function messageIdOf({ noticeId }: Notice, { meansId }: CodeMeans): string | undefined {
  return noticeId === undefined ? undefined : `msg_${toBase64Url(sha256(`${noticeId} ${meansId}`)).slice(0, 22)}`;
}

type Ending = { readonly outcome: 'success'; readonly messageId: string } | { readonly outcome: 'failure'; readonly cause: string };

function noticeEvent({ signerId, keyId }: BindingRecord, { kind, credentialId }: Notice, { meansId, channel, address }: CodeMeans, ending: Ending): SamEvent {
  const particulars = { kind, keyId, meansId, channel, hint: addressHint(address), ...(credentialId === undefined ? {} : { credentialId }) };
  return {
    type: 'notice-sent',
    actor: { kind: 'system', id: 'sam' },
    recipient: signerId,
    ...(ending.outcome === 'success'
      ? { outcome: 'success', particulars: { ...particulars, messageId: ending.messageId } }
      : { outcome: 'failure', cause: ending.cause, particulars }),
  };
}
