import { describeSubscriber, inform, sendNotice, ServiceError } from '@paraph/contracts';
import type { Bus } from '@paraph/platform';
import { Messengers } from '../domain/notices/messengers.js';
import type { Letter } from '../domain/notices/notice-book.js';

/** Certificates that one e-mail names; it says how many more there are. */
const NAMED = 100;

/** The SAM tells signers, courier a subscriber's contact. */
export class BusMessengers extends Messengers {
  constructor(private readonly bus: Pick<Bus, 'call'>) {
    super();
  }

  override tell(letter: Letter): Promise<boolean> {
    return letter.recipient === 'signer' ? this.tellSigner(letter) : this.tellSubscriber(letter);
  }

  private async tellSigner({ letterId, credentialId }: Extract<Letter, { recipient: 'signer' }>): Promise<boolean> {
    try {
      const { addresses } = await this.bus.call(sendNotice, { noticeId: letterId, credentialId, notice: 'certificate-ending' });
      return addresses > 0;
    } catch (failure) {
      // By the SAM's record there is nothing to tell: it was renewed, or has ended.
      if (failure instanceof ServiceError && (failure.code === 'credential.state' || failure.code === 'credential.unknown')) return false;
      throw failure;
    }
  }

  private async tellSubscriber({ letterId, subscriberId, certificates }: Extract<Letter, { recipient: 'subscriber' }>): Promise<boolean> {
    const { name, contactEmail } = await this.bus.call(describeSubscriber, { subscriberId });
    if (contactEmail === undefined) return false;
    const named = certificates.slice(0, NAMED).map(({ credentialId, validTo }) => ({ credentialId, validTo: validTo.toISOString() }));
    await this.bus.call(inform, {
      messageId: letterId,
      address: contactEmail,
      subscriberName: name,
      about: { kind: 'certificates-ending', certificates: named, more: certificates.length - named.length },
    });
    return true;
  }
}
