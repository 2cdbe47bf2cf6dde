import type { Clock } from '@paraph/kernel';
import type { MeansCounters } from '../../ports/means-counters.js';
import type { Notices } from '../../ports/notices.js';
import type { TrustRecords } from '../../records/trust-records.js';
import type { ActOf } from '../proposal.js';
import { Act, type About, type PreparedAct } from './act.js';
import { credentialInQuestion, credentialInWords, meansInQuestion, meansInWords } from './credential-in-question.js';

/** Forgets the wrong tries of a means: the way out for whoever locked their PIN. */
export class UnlockMeans extends Act<'unlock-means'> {
  constructor(
    private readonly records: TrustRecords,
    private readonly counters: MeansCounters,
    private readonly notices: Notices,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async about({ credentialId, meansId }: ActOf<'unlock-means'>): Promise<About> {
    const binding = await credentialInQuestion(this.records, credentialId);
    const means = meansInQuestion(binding.body, meansId, this.clock.now());
    const { wrongTries, isLocked } = await this.counters.read(meansId);
    return { ...credentialInWords(binding), means: meansInWords(means), wrongTries: String(wrongTries), locked: isLocked ? 'yes' : 'no' };
  }

  override async prepare({ credentialId, meansId }: ActOf<'unlock-means'>): Promise<PreparedAct> {
    const binding = await credentialInQuestion(this.records, credentialId);
    const { kind } = meansInQuestion(binding.body, meansId, this.clock.now());
    const text = `A locked means of approval (${kind}) of your signing certificate was unlocked by decision of the operator’s quorum.`;
    return {
      write: async (transaction) => {
        await this.records.hold(transaction, binding);
        await this.counters.change(transaction, meansId, (counter) => ({ ...counter, wrongTries: 0, isLocked: false }));
      },
      event: {
        type: 'means-unlocked',
        actor: { kind: 'system', id: 'quorum' },
        outcome: 'success',
        recipient: binding.body.signerId,
        particulars: { credentialId, meansId, kind },
      },
      tell: () => this.notices.send(binding.body, { kind: 'means-unlocked', text, credentialId }),
    };
  }
}
