import { ServiceError, type ReplyOf, type RequestOf, type sendNotice } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import { endingNotice } from '../changes/notice-words.js';
import type { Notices } from '../ports/notices.js';
import type { TrustRecords } from '../records/trust-records.js';

/** The earliest that an end is near: whoever asks for a notice sooner has something else in mind. Milliseconds. */
const NEAR_MS = 92 * 86_400_000;

/** Tells a signer what the SAM's own record says of a credential. A neighbour only says when. */
export class SendNotice {
  constructor(
    private readonly records: TrustRecords,
    private readonly notices: Notices,
    private readonly clock: Clock,
  ) {}

  /** @throws `credential.unknown`, `credential.state` where there is nothing of that kind to tell, `record.tampered`, `hsm.unavailable` */
  async run({ credentialId, noticeId }: RequestOf<typeof sendNotice>): Promise<ReplyOf<typeof sendNotice>> {
    const binding = (await this.records.find('binding', credentialId))?.body;
    if (!binding) throw new ServiceError('credential.unknown', 'no such credential');
    const { state, certificate } = binding;
    if (!certificate || (state !== 'active' && state !== 'suspended'))
      throw new ServiceError('credential.state', `a credential that is ${state} does not end soon`);
    const validTo = new Date(certificate.validTo);
    const left = validTo.getTime() - this.clock.now().getTime();
    if (left <= 0 || left > NEAR_MS) throw new ServiceError('credential.state', 'the certificate does not end soon');
    const addresses = await this.notices.send(binding, { ...endingNotice(binding, validTo), credentialId, noticeId });
    return { addresses, validTo: certificate.validTo };
  }
}
