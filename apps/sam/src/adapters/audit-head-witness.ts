import { describeJournalHead, keepJournalHead } from '@paraph/contracts';
import type { Bus } from '@paraph/platform';
import type { WitnessedHead } from '../domain/journal/journal-seal.js';
import { HeadWitness } from '../domain/ports/head-witness.js';

/** Audit, which keeps the head in a database of its own. */
export class AuditHeadWitness extends HeadWitness {
  override readonly name = 'audit';
  override readonly hearsOthers = true;

  constructor(private readonly bus: Bus) {
    super();
  }

  override async newest(): Promise<WitnessedHead | undefined> {
    return (await this.bus.call(describeJournalHead, {})).head;
  }

  override async keep({ epoch, sequence, mac, seal }: WitnessedHead): Promise<void> {
    await this.bus.call(keepJournalHead, { epoch, sequence, mac, seal });
  }
}
