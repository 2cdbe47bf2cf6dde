import { type Outbox } from '@paraph/platform';
import type { LogCheck } from '../domain/check/check-log.js';
import { CheckRecord, type CheckOrder } from '../domain/check/order-log-check.js';

/** Looks at the log, as events of audit's own. */
export class OutboxCheckRecord extends CheckRecord {
  constructor(private readonly outbox: Outbox<'audit'>) {
    super();
  }

  override async checked(by: CheckOrder, { size, rehashed, heads, signer, faults }: LogCheck): Promise<void> {
    const [first] = faults;
    await this.outbox.recordAlone({
      type: 'log-checked',
      actor: by,
      outcome: first ? 'failure' : 'success',
      ...(first && { cause: `${first.kind} at ${first.position}: ${first.detail}`.slice(0, 500) }),
      particulars: { size: String(size), rehashed: String(rehashed), heads: String(heads), signer, faults: String(faults.length) },
    });
  }
}
