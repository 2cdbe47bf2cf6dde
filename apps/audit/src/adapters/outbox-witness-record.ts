import { type Outbox } from '@paraph/platform';
import { WitnessRecord } from '../domain/witness/witness-record.js';

/** What witness files say, as events of audit's own. */
export class OutboxWitnessRecord extends WitnessRecord {
  constructor(private readonly outbox: Outbox<'audit'>) {
    super();
  }

  override async witnessed(file: string, size: number, lines: number): Promise<void> {
    const particulars = { file, size: String(size), lines: String(lines) };
    await this.outbox.recordAlone({ type: 'head-witnessed', actor: { kind: 'system', id: 'audit' }, outcome: 'success', particulars });
  }

  override async contradicted(file: string, size: number | undefined, cause: string): Promise<void> {
    const particulars = { file, ...(size === undefined ? {} : { size: String(size) }) };
    await this.outbox.recordAlone({ type: 'witness-contradicted', actor: { kind: 'system', id: 'audit' }, outcome: 'failure', cause, particulars });
  }
}
