import { type Outbox } from '@paraph/platform';
import { SignerRecord } from '../domain/sign-heads.js';

/** What the signer of heads forgot, as an event of audit's own. */
export class OutboxSignerRecord extends SignerRecord {
  constructor(private readonly outbox: Outbox<'audit'>) {
    super();
  }

  override async putBack(remembers: number, signed: number): Promise<void> {
    await this.outbox.recordAlone({
      type: 'signer-put-back',
      actor: { kind: 'system', id: 'audit' },
      outcome: 'success',
      cause: 'the SAM remembers an earlier head than the last one it signed',
      particulars: { remembers: String(remembers), signed: String(signed) },
    });
  }
}
